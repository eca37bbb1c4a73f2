package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/google/uuid"

	"lentera/accounts"
	"lentera/internal/access"
)

type adminCmd struct {
	Create adminCreateCmd `cmd:"" help:"Make a person with an account and a role; prints a one-time activation code."`
	Grant  adminGrantCmd  `cmd:"" help:"Give a role to the person of a NIP or e-mail address."`
	Revoke adminRevokeCmd `cmd:"" help:"Take a role away."`
	Code   adminCodeCmd   `cmd:"" help:"New activation code, also for somebody who forgot the password."`
	Jobs   adminJobsCmd   `cmd:"" help:"Count the jobs; --retry puts dead ones back into the queue."`

	RotateIssuerKey adminRotateCmd `cmd:"" help:"Make a new key for signing certificates; the server must be stopped."`
}

type adminCreateCmd struct {
	Name  string `required:"" help:"Full name."`
	Email string `help:"E-mail address, used to sign in; this or --nip."`
	NIP   string `name:"nip" help:"NIP, used to sign in."`
	Role  string `required:"" enum:"learner,trainer,unit_admin,training_admin,auditor" help:"learner, trainer, unit_admin, training_admin or auditor."`
	Unit  string `help:"Code of the unit; needed for unit_admin."`
}

// Run makes the account and prints its code, which is shown only here.
func (c adminCreateCmd) Run(ctx context.Context) error {
	return withProgram(ctx, func(g *program) error {
		unit, err := g.unitByCode(ctx, c.Unit)
		if err != nil {
			return err
		}
		class := accounts.Class("non_asn")
		if c.NIP != "" {
			class = accounts.ClassOfNIP(c.NIP)
		}
		id, err := g.accounts.EnsurePerson(ctx, accounts.NewPerson{Class: class, NIP: c.NIP, Email: c.Email, FullName: c.Name, UnitID: unit})
		if err != nil {
			return plain(err)
		}
		if r := access.Role(c.Role); r != access.Learner {
			if r != access.UnitAdmin {
				unit = nil
			}
			if err := g.accounts.GrantRole(ctx, id, r, unit); err != nil {
				return plain(err)
			}
		}
		return g.printCode(ctx, id)
	})
}

type adminGrantCmd struct {
	Who  string `arg:"" help:"NIP or e-mail address."`
	Role string `arg:"" enum:"trainer,unit_admin,training_admin,auditor" help:"trainer, unit_admin, training_admin or auditor."`
	Unit string `help:"Code of the unit; needed for unit_admin."`
}

// Run grants the role; it holds from the person's next request.
func (c adminGrantCmd) Run(ctx context.Context) error {
	return withProgram(ctx, func(g *program) error {
		id, unit, err := g.personAndUnit(ctx, c.Who, c.Unit)
		if err != nil {
			return err
		}
		return plain(g.accounts.GrantRole(ctx, id, access.Role(c.Role), unit))
	})
}

type adminRevokeCmd adminGrantCmd

// Run takes the role away at once.
func (c adminRevokeCmd) Run(ctx context.Context) error {
	return withProgram(ctx, func(g *program) error {
		id, unit, err := g.personAndUnit(ctx, c.Who, c.Unit)
		if err != nil {
			return err
		}
		return plain(g.accounts.RevokeRole(ctx, id, access.Role(c.Role), unit))
	})
}

type adminCodeCmd struct {
	Who string `arg:"" help:"NIP or e-mail address."`
}

// Run prints a fresh code; codes not used before become void.
func (c adminCodeCmd) Run(ctx context.Context) error {
	return withProgram(ctx, func(g *program) error {
		id, _, err := g.personAndUnit(ctx, c.Who, "")
		if err != nil {
			return err
		}
		return g.printCode(ctx, id)
	})
}

type adminJobsCmd struct {
	Retry bool `help:"Put dead jobs back into the queue."`
}

// Run counts the jobs in each state.
func (c adminJobsCmd) Run(ctx context.Context) error {
	return withProgram(ctx, func(g *program) error {
		if c.Retry {
			n, err := g.queue.Revive(ctx)
			if err != nil {
				return err
			}
			fmt.Printf("%d jobs are waiting again.\n", n)
		}
		counts, err := g.queue.Counts(ctx)
		if err != nil {
			return err
		}
		fmt.Printf("waiting %d, running %d, dead %d\n", counts["waiting"], counts["running"], counts["dead"])
		return nil
	})
}

func (g *program) printCode(ctx context.Context, id uuid.UUID) error {
	codes, err := g.accounts.IssueActivationCodes(ctx, accounts.CodeRequest{PersonIDs: []uuid.UUID{id}, Reissue: true})
	if err != nil {
		return plain(err)
	}
	if len(codes) != 1 {
		return fmt.Errorf("no code was issued: the account is not open")
	}
	fmt.Printf("Activation code (shown only now): %s\nIt is valid until %s, at /aktivasi.\n", codes[0].Code, codes[0].ExpiresAt.Format("2 January 2006"))
	return nil
}

func (g *program) personAndUnit(ctx context.Context, who, unitCode string) (uuid.UUID, *uuid.UUID, error) {
	id, err := g.accounts.PersonByName(ctx, who)
	if err != nil {
		return uuid.Nil, nil, plain(err)
	}
	unit, err := g.unitByCode(ctx, unitCode)
	return id, unit, err
}

func (g *program) unitByCode(ctx context.Context, code string) (*uuid.UUID, error) {
	if strings.TrimSpace(code) == "" {
		return nil, nil //nolint:nilnil // no unit was asked for
	}
	id, err := g.accounts.UnitByCode(ctx, code)
	if err != nil {
		return nil, plain(err)
	}
	return &id, nil
}
