package frontend

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
)

// boot is what the app finds in its page.
type boot struct {
	Lang    string                     `json:"lang"`
	Session json.RawMessage            `json:"session"`
	Data    map[string]json.RawMessage `json:"data,omitempty"` // answers of GET requests, by path
	roles   []string
	name    string
}

// ask answers a GET of our own API as the app would ask it with this token;
// ok is false for anything but 200.
type ask func(path, accessToken, lang string) (answer json.RawMessage, ok bool)

// signedIn are the members of a session that a page needs to know.
type signedIn struct {
	AccessToken string `json:"access_token"`
	Account     struct {
		Name  string `json:"full_name"`
		Roles []struct {
			Role string `json:"role"`
		} `json:"roles"`
	} `json:"account"`
}

// bootFor opens the session of a refresh cookie and asks for the first data of
// the page, so that both travel with it and the screen stands one round trip
// earlier. Without a session, or when the API refuses, the app asks itself.
func (s *Service) bootFor(ctx context.Context, r appRoute, param func(string) string, lang, refresh string, ask ask) (boot, error) {
	b := boot{Lang: lang}
	if refresh == "" || s.opt.Boot == nil {
		return b, nil
	}
	session, chosen, ok := s.opt.Boot(ctx, refresh)
	if !ok {
		return b, nil
	}
	if chosen == "id" || chosen == "en" {
		b.Lang = chosen
	}
	var who signedIn
	raw, err := json.Marshal(session)
	if err == nil {
		err = json.Unmarshal(raw, &who)
	}
	if err != nil {
		return b, fmt.Errorf("frontend: session: %w", err)
	}
	b.Session, b.name = raw, who.Account.Name
	for _, have := range who.Account.Roles {
		b.roles = append(b.roles, have.Role)
	}
	if path := dataPath(r, param); path != "" && ask != nil {
		if answer, ok := ask(path, who.AccessToken, b.Lang); ok {
			b.Data = map[string]json.RawMessage{path: answer}
		}
	}
	return b, nil
}

// dataPath fills the parameters of the page's address into the path of its
// first request. A value that is not plainly an id or a code asks for nothing.
func dataPath(r appRoute, param func(string) string) string {
	path := r.Data
	for strings.Contains(path, "{") {
		before, rest, _ := strings.Cut(path, "{")
		name, after, _ := strings.Cut(rest, "}")
		value := param(name)
		if value == "" || strings.ContainsFunc(value, notPlain) {
			return ""
		}
		path = before + value + after
	}
	return path
}

func notPlain(r rune) bool {
	return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '-' && r != '_'
}
