package bank

import (
	"context"
	"encoding/json"
	"slices"

	"github.com/google/uuid"

	"lentera/bank/kinds"
	"lentera/internal/db"
)

// draftChunk is how many questions travel in one statement.
const draftChunk = 500

// addDrafts is a step: every row that is not there yet becomes a question in
// the state draft with its first version and its key; a trigger notes the files it shows.
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
	var questions []questionRow
	var versions []versionRow
	var keys []keyRow
	for _, r := range rows {
		id, version := uuid.Must(uuid.NewV7()), uuid.Must(uuid.NewV7())
		questions = append(questions, questionRow{id, r.categoryID, r.Name})
		versions = append(versions, versionRow{id, version, r.Kind, r.StemHTML, r.Content, r.Tags, r.Points})
		keys = append(keys, keyRow{version, r.Key, r.ExplanationHTML})
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
	return insertJSON(ctx, tx, sqls.AddDraftEvents, questions, by, "impor: "+fileName)
}
