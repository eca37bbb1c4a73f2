package courses

import (
	"context"
	"errors"
	"io/fs"

	"github.com/google/uuid"

	"lentera/internal/audit"
	"lentera/internal/db"
	"lentera/media"
)

// ImportOptions say how a folder is imported.
type ImportOptions struct {
	DryRun bool // check everything, store nothing
}

// ImportResult says what an import found and did. With findings nothing was
// stored.
type ImportResult struct {
	Code     string    // of the course
	CourseID uuid.UUID // zero when nothing is stored
	Revision int       // the revision that now holds this folder; in a dry run, the one it would be
	Created  bool      // that revision is new; in a dry run, it would be
	Findings []Finding
}

// ImportFolder is a whole operation for trainers and operators: it checks a
// course folder completely, then stores it as the next revision of the course
// with that code. Every finding is listed; with one finding nothing is stored.
// The same folder again is no new revision. Learners stay on the revision they
// began; new enrolments take the newest.
//
// Files go to the object store first (a stored file nobody refers to harms
// nobody), everything else in one transaction. Refuses ErrFolderChanged when
// the folder changes meanwhile, and media's refusals. An error means the
// import did not happen; findings are no error.
//
// folder is best made with os.OpenRoot(dir).FS(), which cannot leave dir.
func (s *Service) ImportFolder(ctx context.Context, source fs.FS, opt ImportOptions) (ImportResult, error) {
	dir, found, err := openFolder(source)
	if err != nil {
		return ImportResult{}, err
	}
	c, parsed, more := s.check(dir)
	result := ImportResult{Code: c.Code, Findings: append(found, more...)}
	if len(result.Findings) > 0 {
		return result, nil
	}
	newest, err := s.newestRevision(ctx, s.db.Slow(), c.Code)
	if err != nil {
		return result, err
	}
	sum := dir.checksum()
	if newest.Checksum == sum {
		result.CourseID, result.Revision = newest.CourseID, newest.Number
		return result, nil
	}
	result.Revision, result.Created = newest.Number+1, true
	if opt.DryRun {
		return result, nil
	}
	stored, err := s.storeFiles(ctx, dir, c, parsed)
	if err != nil {
		return result, err
	}
	err = s.db.Slow().InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		return s.storeRevision(ctx, tx, revisionInput{c, sum, stored, parsed}, &result)
	})
	var misfit Misfit
	if errors.As(err, &misfit) {
		return ImportResult{Code: c.Code, Findings: misfit}, nil
	}
	return result, err
}

// check reads everything and collects every finding.
func (s *Service) check(dir *folder) (source, map[string]Parsed, []Finding) {
	c, found := s.readSource(dir)
	byKind := map[string][]LessonSource{}
	for _, m := range c.Modules {
		for _, l := range m.Lessons {
			switch {
			case l.File == "":
			case l.Kind == kindText || l.Kind == kindVideo:
				var more []Finding
				l.body, more = readBody(dir, l.File)
				found = append(found, more...)
			case s.activities[l.Kind] != nil:
				byKind[l.Kind] = append(byKind[l.Kind], l.LessonSource)
			}
			found = append(found, checkMedia(dir, l)...)
		}
	}
	parsed := map[string]Parsed{}
	for kind, lessons := range byKind {
		p, more := s.activities[kind].Read(dir, lessons)
		parsed[kind] = p
		found = append(found, more...)
	}
	return c, parsed, found
}

type newestRevision struct {
	CourseID uuid.UUID `db:"course_id"`
	ID       uuid.UUID `db:"id"`
	Number   int       `db:"number"`
	Checksum string    `db:"checksum"`
}

// newestRevision gives the newest revision of a course; the zero value when
// there is none yet.
func (s *Service) newestRevision(ctx context.Context, r Reader, code string) (newestRevision, error) {
	var n newestRevision
	err := r.Get(ctx, &n, sqls.NewestRevision, code)
	if db.NoRow(err) {
		return newestRevision{}, nil
	}
	return n, err
}

// storeFiles puts every file the course refers to into the store.
func (s *Service) storeFiles(ctx context.Context, dir *folder, c source, parsed map[string]Parsed) (map[string]media.File, error) {
	var names []string
	for _, m := range c.Modules {
		for _, l := range m.Lessons {
			names = append(names, l.files()...)
		}
	}
	for _, p := range parsed {
		names = append(names, filesOf(p)...)
	}
	stored := map[string]media.File{}
	for _, name := range names {
		if _, done := stored[name]; done {
			continue
		}
		f, err := s.storeFile(ctx, dir, name)
		if err != nil {
			return nil, err
		}
		stored[name] = f
	}
	return stored, nil
}

func filesOf(p Parsed) []string {
	if w, ok := p.(WithFiles); ok {
		return w.Files()
	}
	return nil
}

func (s *Service) storeFile(ctx context.Context, dir *folder, name string) (media.File, error) {
	contentType, _ := media.ContentTypeOf(name)
	r, err := dir.Open(name)
	if err != nil {
		return media.File{}, err
	}
	defer func() { _ = r.Close() }()
	f, err := s.media.Store(ctx, name, contentType, r)
	if err == nil && f.SHA256 != dir.files[name].sha256 {
		return f, ErrFolderChanged
	}
	return f, err
}

// files lists the files a lesson needs in the store.
func (l *lessonSource) files() []string {
	var out []string
	for _, name := range []string{l.Video, l.Captions, l.Poster} {
		if name != "" {
			out = append(out, name)
		}
	}
	if l.body != nil {
		for _, p := range l.body.pictures {
			out = append(out, p.file)
		}
	}
	return out
}

type revisionInput struct {
	source
	checksum string
	stored   map[string]media.File
	parsed   map[string]Parsed
}

// storeRevision is a step; it holds the course's row, so that two imports of
// one course stand in line.
func (s *Service) storeRevision(ctx context.Context, tx *db.Tx, in revisionInput, out *ImportResult) error {
	if err := tx.Get(ctx, &out.CourseID, sqls.LockCourse, uuid.Must(uuid.NewV7()), in.Code); err != nil {
		return err
	}
	newest, err := s.newestRevision(ctx, tx, in.Code)
	if err != nil {
		return err
	}
	if newest.Checksum == in.checksum {
		out.Revision, out.Created = newest.Number, false
		return nil
	}
	out.Revision = newest.Number + 1
	id := uuid.Must(uuid.NewV7())
	if err := addRevision(ctx, tx, id, out.CourseID, out.Revision, in); err != nil {
		return err
	}
	lessons, err := addModules(ctx, tx, id, in)
	if err != nil {
		return err
	}
	for kind, p := range in.parsed {
		if err := storeActivity(ctx, tx, kind, p, in, id, lessons); err != nil {
			return err
		}
	}
	return audit.Write(ctx, tx, "courses.revision-imported", id.String(),
		map[string]any{"course": in.Code, "revision": out.Revision, "title": in.Title, "checksum": in.checksum})
}

// storeActivity is a step: what another feature read, with its files as those
// of the lessons of its kind.
func storeActivity(ctx context.Context, tx *db.Tx, kind string, p Parsed, in revisionInput, revisionID uuid.UUID, lessons map[string]uuid.UUID) error {
	if w, ok := p.(WithFiles); ok && len(w.Files()) > 0 {
		addresses, files := map[string]string{}, []uuid.UUID{}
		for _, name := range w.Files() {
			addresses[name] = in.stored[name].URL()
			files = append(files, in.stored[name].ID)
		}
		for _, m := range in.Modules {
			for _, l := range m.Lessons {
				if l.Kind != kind {
					continue
				}
				if _, err := tx.Exec(ctx, sqls.AddLessonFiles, lessons[l.Key], db.Array(files)); err != nil {
					return err
				}
			}
		}
		p = w.Placed(addresses)
	}
	return p.Store(ctx, tx, revisionID, lessons)
}
