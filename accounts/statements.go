package accounts

import "lentera/internal/db"

// sqls are the statements of this feature; a field without a statement, or a
// statement without a field, stops the program at its first start.
var sqls = db.Load[struct {
	// account.sql
	FindAccount, AccountByID, AccountOfPerson, MeOfAccount, RolesOfAccount, SetLang, SetPasswordHash,
	ReplaceOwnHash, ChangePasswordHash, DisableAccount, GuessableOf db.Query
	// activation.sql
	AddCodes, WithdrawCodes, CodeGood, UseCode, Activatable, SweepCodes db.Query
	// people.sql
	LockPeople, UnitByCode, AddUnit, ChangeUnit, PersonOfNIP, PersonOfEmail, AddPerson, ChangePerson, AddNIP, AddAccount,
	MembershipOf, MoveSameDay, CloseMembership, OpenMembership, AddRole, RemoveRole db.Query
	// person.sql
	PersonByID, RootsOf, UnitWithin, PersonWithin, ListPeople db.Query
	// roster.sql
	BasePersons, BaseNIPs, OpenUnits, AddRoster, AddRosterRows, GetRoster, LockRoster, ListRosterRows, RowsToApply, RejudgeRows,
	CloseRoster, DropRosterRows, InsertPersons, InsertAccounts, UpdatePersons, CloseNIPs, InsertNIPs, MoveMembersSameDay,
	CloseMembers, OpenMembers, SetLoginEmails, SweepRosterRows, SweepRosters db.Query
	// session.sql
	LoadActor, TouchSession, OpenSession, AddRefresh, SessionOfRefresh, LockSession, RefreshState, ReplaceRefresh, SeeSession,
	EndSession, EndOwnSession, EndSessionsOf, TellSessions, ListSessions, KnowDevice, DeviceKnown, SweepSessions, SweepDevices db.Query
	// throttle.sql
	ChargeThrottle, ThrottleWait, RefundThrottles, SweepThrottles db.Query
	// unit.sql
	ListUnits, AllUnits, UpsertUnits, HangUnits db.Query
}](files)
