package bank

import (
	"context"
	"encoding/json"

	"github.com/google/uuid"

	"lentera/internal/db"
)

// FolderQuestion is one question of a course folder, read and checked: HTML is
// sanitised, Content and Key are those of its kind.
type FolderQuestion struct {
	Name            string // key in the file, unique in the folder
	Pool            string
	Kind            string
	StemHTML        string
	Content         any // JSON as a learner may see it
	Key             any // JSON of what is right
	ExplanationHTML string
	Tags            map[string]string
}

// ImportFolder is a step: it stores the questions of a new course revision,
// reviewed, each as its first version. For the import of course folders alone,
// which has checked them.
func ImportFolder(ctx context.Context, tx *db.Tx, revisionID uuid.UUID, all []FolderQuestion) error {
	type questionRow struct {
		ID   uuid.UUID `json:"id"`
		Name string    `json:"key"`
		Pool string    `json:"pool"`
	}
	type versionRow struct {
		ID        uuid.UUID         `json:"id"`
		VersionID uuid.UUID         `json:"version_id"`
		Kind      string            `json:"kind"`
		StemHTML  string            `json:"stem_html"`
		Content   any               `json:"content"`
		Tags      map[string]string `json:"tags"`
	}
	type keyRow struct {
		VersionID       uuid.UUID `json:"version_id"`
		Key             any       `json:"key"`
		ExplanationHTML string    `json:"explanation_html"`
	}
	questions, versions, keys := make([]questionRow, len(all)), make([]versionRow, len(all)), make([]keyRow, len(all))
	for i, q := range all {
		id, version := uuid.Must(uuid.NewV7()), uuid.Must(uuid.NewV7())
		questions[i] = questionRow{id, q.Name, q.Pool}
		versions[i] = versionRow{id, version, q.Kind, q.StemHTML, q.Content, q.Tags}
		keys[i] = keyRow{version, q.Key, q.ExplanationHTML}
	}
	if err := insertJSON(ctx, tx, sqls.ImportQuestions, questions, revisionID); err != nil {
		return err
	}
	if err := insertJSON(ctx, tx, sqls.ImportVersions, versions); err != nil {
		return err
	}
	return insertJSON(ctx, tx, sqls.ImportKeys, keys)
}

// insertJSON hands all rows to one statement as one JSON array.
func insertJSON(ctx context.Context, tx *db.Tx, q db.Query, rows any, more ...any) error {
	body, err := json.Marshal(rows)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, q, append([]any{string(body)}, more...)...)
	return err
}
