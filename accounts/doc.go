// Package accounts knows the people and units of the agency, who may sign in,
// and who a request comes from.
//
// Words of this feature:
//
//	Person      somebody we keep records about. The key is internal; a NIP is a
//	            dated fact about a person, because the number of a PPPK changes
//	            when the contract moves to another agency.
//	Unit        a node of the agency's tree (SIASN: unor). A person belongs to
//	            one unit at a time (Membership, dated).
//	Account     the way a person signs in: invited → active → disabled.
//	Session     one signed-in browser: a short access token in memory and a
//	            rotating refresh token in an HttpOnly cookie.
//	Roster      a file "Export Data ASN" of SIASN on its way into the base.
//
// An account begins without a password. A one-time code, handed over in person
// or by a unit admin, sets the first one:
//
//	invited ──code + password──▶ active ──▶ disabled
//
// A session lives at most 12 h and ends after 60 idle minutes, but never
// inside something that must not be interrupted (KeepAlive). Refresh tokens:
//
//	T1 ──refresh──▶ T2 ──refresh──▶ T3         T1 again within 30 s: a fresh
//	 └ replaced      └ replaced                successor (two tabs, a lost reply);
//	                                           later: the whole session ends
//
// A roster is first staged with a verdict per row and only then applied:
//
//	preview ──commit──▶ committed
//	   └─────discard──▶ discarded
//
// Every door that checks a secret (sign-in, activation, password change; page
// or API) passes the same guard (throttle.go): failures are counted per account
// and network, and a browser on which the owner has signed in before has a
// budget of its own, so that strangers cannot lock an owner out.
package accounts
