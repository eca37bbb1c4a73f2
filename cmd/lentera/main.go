// Command lentera is the one binary: the server and the commands an operator
// needs beside it.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"
)

// version is set by the release build.
var version = "dev"

type commands struct {
	Serve   serveCmd   `cmd:"" help:"Run the server; without settings it starts its own Postgres and object store under the data folder."`
	Migrate migrateCmd `cmd:"" help:"Bring the database schema to this program's version and stop."`
	Import  importCmd  `cmd:"" help:"Load a course folder, the unit tree or a roster of ASN."`
	Admin   adminCmd   `cmd:"" help:"First administrator, roles, activation codes, dead jobs."`
	Badge   badgeCmd   `cmd:"" help:"Check Open Badges."`
	Config  configCmd  `cmd:"" help:"Print every setting with its present value; secrets only show whether they are set."`
	Openapi openapiCmd `cmd:"" hidden:"" help:"Print the OpenAPI document of this program."`
	Verify  verifyCmd  `cmd:"" help:"Check the register of a database or a restored backup: every record, leaf and checkpoint."`
	Version kong.VersionFlag

	BsreStandin bsreStandinCmd `cmd:"" name:"bsre-standin" help:"Run a made-up BSrE Esign Client Service and e-sign portal on this machine, for tests and demo; never in production."`
	VerifyFile  verifyFileCmd  `cmd:"" name:"verify-file" help:"Check the signatures of a PDF, and with a database whether it is one of ours."`

	SiasnStandin siasnStandinCmd `cmd:"" name:"siasn-standin" help:"Run a made-up SIASN on this machine, for tests and demo; never in production."`
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	var c commands
	k := kong.Parse(&c, kong.Name("lentera"),
		kong.Description("Lentera: digital and AI literacy for Indonesian local government.\nSettings are environment variables: see `lentera config` and docs/configuration.md."),
		kong.UsageOnError(), kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
		kong.Vars{"version": version},
		kong.BindTo(ctx, (*context.Context)(nil)))
	if err := k.Run(); err != nil {
		fmt.Fprintln(os.Stderr, "lentera:", err)
		os.Exit(1)
	}
}
