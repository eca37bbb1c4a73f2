package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"lentera/courses"
	"lentera/internal/fault"
)

type importCmd struct {
	Course  importCourseCmd  `cmd:"" help:"Load a course folder; the same folder again changes nothing, a changed one becomes the next revision."`
	Starter importStarterCmd `cmd:"" help:"Load the starter courses this program carries."`
	Units   importUnitsCmd   `cmd:"" help:"Load the unit tree from a CSV file: Id;NamaUnor;DiatasanId."`
	Roster  importRosterCmd  `cmd:"" help:"Preview a SIASN export of ASN (CSV or XLSX); --commit applies it."`
}

type importCourseCmd struct {
	Folder string `arg:"" type:"existingdir" help:"Folder with course.yaml."`
	DryRun bool   `help:"Only check; say what would happen."`
}

// Run loads the folder and prints every finding with file and line.
func (c importCourseCmd) Run(ctx context.Context) error {
	return withProgram(ctx, func(g *program) error {
		folder, err := os.OpenRoot(c.Folder)
		if err != nil {
			return err
		}
		defer func() { _ = folder.Close() }()
		r, err := g.courses.ImportFolder(ctx, folder.FS(), courses.ImportOptions{DryRun: c.DryRun})
		for _, f := range r.Findings {
			fmt.Printf("%s:%d: %s (%s)\n", filepath.Join(c.Folder, f.File), f.Line, f.Message, f.Code)
		}
		switch {
		case err != nil:
			return err
		case len(r.Findings) > 0:
			return fmt.Errorf("%d findings; nothing was written", len(r.Findings))
		case c.DryRun:
			fmt.Println("The folder is fine; nothing was written.")
		case r.Created:
			fmt.Printf("Revision %d is published.\n", r.Revision)
		default:
			fmt.Printf("Nothing has changed since revision %d.\n", r.Revision)
		}
		return nil
	})
}

type importUnitsCmd struct {
	File   string `arg:"" type:"existingfile" help:"CSV file."`
	DryRun bool   `help:"Only check; say what would happen."`
}

// Run loads the tree and prints every finding with its line.
func (c importUnitsCmd) Run(ctx context.Context) error {
	return withProgram(ctx, func(g *program) error {
		content, err := os.ReadFile(c.File)
		if err != nil {
			return err
		}
		r, err := g.accounts.ImportUnits(ctx, content, c.DryRun)
		if err != nil {
			return plain(err)
		}
		for _, f := range r.Findings {
			fmt.Printf("%s:%d: %s (%s)\n", c.File, f.Line, f.Message, f.Code)
		}
		fmt.Printf("%d created, %d changed, %d unchanged.\n", r.Created, r.Changed, r.Unchanged)
		return nil
	})
}

type importRosterCmd struct {
	File   string `arg:"" type:"existingfile" help:"CSV or XLSX file with the columns of SIASN's Export Data ASN."`
	Commit bool   `help:"Apply what the preview says."`
}

// Run previews the file, prints its findings without identifiers, and applies
// it when told to.
func (c importRosterCmd) Run(ctx context.Context) error {
	return withProgram(ctx, func(g *program) error {
		f, err := os.Open(c.File)
		if err != nil {
			return err
		}
		defer func() { _ = f.Close() }()
		r, err := g.accounts.PreviewRoster(ctx, filepath.Base(c.File), f)
		if err != nil {
			return err
		}
		fmt.Printf("%d rows: %d new, %d changed, %d same, %d refused; %d findings.\n",
			r.Total, r.Counts.New, r.Counts.Changed, r.Counts.Same, r.Counts.Refused, r.FindingsTotal)
		if !c.Commit {
			fmt.Println("Nothing was changed. Look at the findings in the browser, or run again with --commit.")
			return g.accounts.DiscardRoster(ctx, r.ID)
		}
		done, err := g.accounts.CommitRoster(ctx, r.ID)
		if err != nil {
			return err
		}
		fmt.Printf("%d created, %d changed, %d unchanged, %d refused.\n", done.Created, done.Changed, done.Unchanged, done.Refused)
		return nil
	})
}

// withProgram opens everything for one short command.
func withProgram(ctx context.Context, do func(*program) error) error {
	p, err := openPlatform(ctx, false)
	if err != nil {
		return err
	}
	defer p.close()
	g, err := wire(p)
	if err != nil {
		return err
	}
	return do(g)
}

// plain says a refusal in a sentence instead of its code.
func plain(err error) error {
	var f *fault.Fault
	if !errors.As(err, &f) {
		return err
	}
	text := f.EN
	if f.DetailEN != "" {
		text += " " + f.DetailEN
	}
	return fmt.Errorf("%s (%s)", text, f.Code)
}

type importStarterCmd struct{}

// Run loads the courses the program carries.
func (importStarterCmd) Run(ctx context.Context) error {
	return withProgram(ctx, func(g *program) error {
		if err := g.importStarter(ctx); err != nil {
			return err
		}
		fmt.Println("The starter courses are there.")
		return nil
	})
}
