package main

import (
	"context"
	"fmt"

	"lentera/merit"
)

type adminRecountCmd struct {
	Repair bool `help:"Store what the replay gives where it differs."`
}

// Run replays every JP ledger from nothing and names each stored balance that
// is not what its entries give. With differences left it ends with an error.
func (c adminRecountCmd) Run(ctx context.Context) error {
	return withProgram(ctx, func(g *program) error {
		differ := 0
		people, err := g.merit.Recount(ctx, c.Repair, func(d merit.Miscount) {
			differ++
			fmt.Printf("person %s, %d: stored %s, replayed %s (claimed/evidenced/counted JP)\n", d.PersonID, d.Year, d.Stored, d.Replay)
		})
		if err != nil {
			return plain(err)
		}
		fmt.Printf("%d ledgers replayed, %d balances differ.\n", people, differ)
		if differ > 0 && !c.Repair {
			return fmt.Errorf("balances differ; --repair stores what the replay gives")
		}
		return nil
	})
}

type adminLimitCmd struct {
	Class    string `arg:"" enum:"pns,cpns,pppk,pppk_part_time" help:"pns, cpns, pppk or pppk_part_time."`
	JP       int    `arg:"" help:"JP in a year."`
	FromYear int    `required:"" help:"First calendar year in which it holds."`
	Basis    string `required:"" help:"The rule behind it, as people will read it."`
	Ceiling  bool   `help:"The most that count, not a target; 0 JP ends an earlier ceiling."`
}

// Run sets a target or ceiling; balances follow by the recount job of serve.
func (c adminLimitCmd) Run(ctx context.Context) error {
	return withProgram(ctx, func(g *program) error {
		err := g.merit.SetLimit(ctx, merit.Limit{Class: c.Class, FromYear: c.FromYear, JP: c.JP, Ceiling: c.Ceiling, Basis: c.Basis})
		if err == nil {
			fmt.Println("Set. Balances of units follow within ten minutes, a person's own ledger at once.")
		}
		return plain(err)
	})
}
