package lab

import (
	"context"
	"fmt"
	"strings"
	"time"
)

// PeopleIDs finds the ids of everybody of the roster, in its order.
func (s *School) PeopleIDs(ctx context.Context) ([]string, error) {
	var nips []string
	for _, p := range s.Learners {
		nips = append(nips, p.NIP)
	}
	var found struct {
		People []struct {
			PersonID *string `json:"person_id"`
			Finding  string  `json:"finding"`
		} `json:"people"`
	}
	if err := s.Admin.Do(ctx, "POST", "/api/certificates/batch-people", map[string]string{"nips": strings.Join(nips, "\n")}, &found); err != nil {
		return nil, err
	}
	var ids []string
	for _, p := range found.People {
		if p.Finding != "" || p.PersonID == nil {
			return nil, fmt.Errorf("a person of the roster is not found: %s", p.Finding)
		}
		ids = append(ids, *p.PersonID)
	}
	return ids, nil
}

// PrepareBatch has the first training admin prepare certificates of the n-th
// course for people, and gives the batch's id. Nothing is issued before another
// approves.
func (s *School) PrepareBatch(ctx context.Context, n, siasnPath int, people []string) (id string, err error) {
	day := time.Now().AddDate(0, 0, -n).Format(time.DateOnly)
	content := map[string]any{"title": fmt.Sprintf("Pelatihan uji %02d", n), "organiser": "BKPSDM Uji", "place": "Uji", "started_on": day, "completed_on": day,
		"jp": 4, "siasn_path": siasnPath, "predicate": "", "subjects": []map[string]any{{"title": "Satu", "jp": 3}, {"title": "Dua", "jp": 1}}}
	var made struct {
		ID string `json:"id"`
	}
	err = s.Admin.Do(ctx, "POST", "/api/certificates/batches", map[string]any{"content": content, "people": people}, &made)
	return made.ID, err
}

// ApproveBatchPath is where another training admin approves a batch.
func ApproveBatchPath(id string) string { return "/api/certificates/batches/" + id + "/approve" }
