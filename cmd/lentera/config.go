package main

import (
	"context"
	"fmt"

	"lentera/internal/config"
)

type configCmd struct {
	Markdown bool `help:"Print docs/configuration.md instead."`
}

// Run prints the settings in force; secrets only show whether they are set.
func (c configCmd) Run() error {
	if c.Markdown {
		fmt.Print(config.Markdown())
		return nil
	}
	cfg, err := config.Read()
	if err != nil {
		return err
	}
	for _, s := range cfg.Settings() {
		fmt.Printf("%s=%s\n", s.Name, s.Value)
	}
	return nil
}

type migrateCmd struct{}

// Run brings the schema to this program's version; opening the platform does.
func (migrateCmd) Run(ctx context.Context) error {
	p, err := openPlatform(ctx, false)
	if err != nil {
		return err
	}
	defer p.close()
	fmt.Println("The database is at this program's version.")
	return nil
}
