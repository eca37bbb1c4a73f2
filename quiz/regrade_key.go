package quiz

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/google/uuid"

	"lentera/bank"
	"lentera/bank/kinds"
	"lentera/internal/fault"
)

// KeyToCorrect is a version as learners saw it, with what is right of it now:
// where a proposal begins.
type KeyToCorrect struct {
	VersionID uuid.UUID      `json:"version_id"`
	Name      string         `json:"name" doc:"the author's name for the question"`
	Kind      string         `json:"kind"`
	StemHTML  string         `json:"stem_html"`
	Content   map[string]any `json:"content" doc:"by kind; it stays as it is"`
	Key       map[string]any `json:"key" doc:"by kind, in force"`
	Voided    bool           `json:"voided"`
	ByHand    bool           `json:"by_hand" doc:"people mark this kind: it has no key, and can only be voided"`
	VersionNo int            `json:"version_no"`
	NewestNo  int            `json:"newest_no" doc:"another than version_no: the newer version has a key of its own"`
}

// KeyOf shows the key of a version to those who may propose another: a whole
// operation for trainers, the training administration and auditors. Refuses
// with ErrUnknownQuestion.
func (s *Service) KeyOf(ctx context.Context, versionID uuid.UUID) (KeyToCorrect, error) {
	now, found, err := bank.KeyOf(ctx, s.db, versionID)
	if err != nil {
		return KeyToCorrect{}, err
	}
	if !found {
		return KeyToCorrect{}, ErrUnknownQuestion
	}
	k := KeyToCorrect{VersionID: versionID, Name: now.Name, Kind: now.Kind, StemHTML: now.StemHTML, Voided: now.Voided,
		ByHand: kinds.IsManual(kinds.Kind(now.Kind)), VersionNo: now.VersionNo, NewestNo: now.NewestNo}
	return k, errors.Join(json.Unmarshal(now.Content, &k.Content), json.Unmarshal(now.Key, &k.Key))
}

// anotherKey lays new members over the key in force (a member that is not named
// stays, one that is null goes) and refuses, with ErrBadKey and a field for
// everything to be put right, one that does not fit the question or that people
// mark, and with ErrSameKey the one in force. The content is what learners saw:
// nothing of it can change here.
func anotherKey(now bank.KeyNow, members map[string]any) (json.RawMessage, error) {
	kind := kinds.Kind(now.Kind)
	if kinds.IsManual(kind) {
		return nil, ErrBadKey
	}
	var old, key map[string]any
	if err := errors.Join(read(now.Key, &old), read(now.Key, &key)); err != nil {
		return nil, err
	}
	for name, value := range members {
		if value == nil {
			delete(key, name)
		} else {
			key[name] = value
		}
	}
	text, err := json.Marshal(key)
	if err != nil {
		return nil, err
	}
	if issues := kinds.Validate(kind, now.Content, text); len(issues) > 0 {
		bad := ErrBadKey
		for _, is := range issues {
			if !strings.HasPrefix(is.Pointer, "/key") { // a content that the new key no longer fits
				is.Pointer = "/key"
			}
			bad = bad.At(fault.Field{Pointer: is.Pointer, Code: is.Code, ID: is.ID, EN: is.EN})
		}
		return nil, bad
	}
	if !now.Voided && same(old, key) {
		return nil, ErrSameKey
	}
	return text, nil
}

// read keeps the digits of numbers.
func read(raw json.RawMessage, into any) error {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	return d.Decode(into)
}

// same compares keys; right options are a set, in the items of a case too.
func same(a, b map[string]any) bool {
	one, _ := json.Marshal(tidy(a))
	two, _ := json.Marshal(tidy(b))
	return bytes.Equal(one, two)
}

func tidy(key map[string]any) map[string]any {
	out := map[string]any{}
	for name, v := range key {
		switch v := v.(type) {
		case map[string]any:
			out[name] = tidy(v)
		case []any:
			out[name] = v
			if name == "correct" {
				out[name] = slices.SortedFunc(slices.Values(v), func(x, y any) int { return cmp.Compare(fmt.Sprint(x), fmt.Sprint(y)) })
			}
		default:
			out[name] = v
		}
	}
	return out
}
