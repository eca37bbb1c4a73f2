package bank

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"github.com/google/uuid"

	"lentera/bank/kinds"
	"lentera/internal/db"
)

// draftChunk is how many questions travel in one statement.
const draftChunk = 500

// addDrafts is a step: every row that is not there yet becomes a question in
// the state draft with its first version, its key and the files it shows.
func addDrafts(ctx context.Context, tx *db.Tx, rows []draftRow, by *uuid.UUID, fileName string) error {
	fresh := slices.DeleteFunc(slices.Clone(rows), func(r draftRow) bool { return r.same })
	for chunk := range slices.Chunk(fresh, draftChunk) {
		if err := addChunk(ctx, tx, chunk, by, fileName); err != nil {
			return err
		}
	}
	return nil
}

func addChunk(ctx context.Context, tx *db.Tx, rows []draftRow, by *uuid.UUID, fileName string) error {
	type questionRow struct {
		ID         uuid.UUID  `json:"id"`
		CategoryID *uuid.UUID `json:"category_id"`
		Key        string     `json:"key"`
	}
	type versionRow struct {
		ID        uuid.UUID         `json:"id"`
		VersionID uuid.UUID         `json:"version_id"`
		Kind      kinds.Kind        `json:"kind"`
		StemHTML  string            `json:"stem_html"`
		Content   json.RawMessage   `json:"content"`
		Tags      map[string]string `json:"tags"`
		Points    kinds.Mark        `json:"points"`
	}
	type keyRow struct {
		VersionID       uuid.UUID       `json:"version_id"`
		Key             json.RawMessage `json:"key"`
		ExplanationHTML string          `json:"explanation_html"`
	}
	type fileRow struct {
		VersionID uuid.UUID `json:"version_id"`
		FileID    uuid.UUID `json:"file_id"`
	}
	var questions []questionRow
	var versions []versionRow
	var keys []keyRow
	shown := []fileRow{}
	for _, r := range rows {
		id, version := uuid.Must(uuid.NewV7()), uuid.Must(uuid.NewV7())
		questions = append(questions, questionRow{id, r.categoryID, r.Name})
		versions = append(versions, versionRow{id, version, r.Kind, r.StemHTML, r.Content, r.Tags, r.Points})
		keys = append(keys, keyRow{version, r.Key, r.ExplanationHTML})
		for _, file := range filesIn(r.StemHTML + string(r.Content) + r.ExplanationHTML) {
			shown = append(shown, fileRow{version, file})
		}
	}
	if err := insertJSON(ctx, tx, sqls.AddDrafts, questions, by); err != nil {
		return err
	}
	if err := insertJSON(ctx, tx, sqls.AddDraftVersions, versions, by, "impor: "+fileName); err != nil {
		return err
	}
	if err := insertJSON(ctx, tx, sqls.ImportKeys, keys); err != nil {
		return err
	}
	return insertJSON(ctx, tx, sqls.AddVersionFiles, shown)
}

// filesIn lists the files of our store a text refers to, each once.
func filesIn(text string) (out []uuid.UUID) {
	for _, url := range ownFile.FindAllString(text, -1) {
		id, err := uuid.Parse(strings.TrimSuffix(strings.TrimPrefix(url, "/api/media/files/"), "/content"))
		if err == nil && !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	return out
}
