package standin

import (
	"encoding/json"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"time"
)

// admin is the switches and the look inside, for this machine only.
func (s *Server) admin(w http.ResponseWriter, r *http.Request) {
	host, _, _ := net.SplitHostPort(r.RemoteAddr)
	ip, err := netip.ParseAddr(host)
	if err != nil || !ip.Unmap().IsLoopback() {
		answer{status: 403, body: map[string]any{"error": "this machine only"}}.write(w)
		return
	}
	if r.Method != http.MethodGet && !strings.HasPrefix(r.Header.Get("Content-Type"), "application/json") { // no other site's form
		answer{status: 415, body: map[string]any{"error": "send application/json"}}.write(w)
		return
	}
	name := r.Method + " " + strings.TrimPrefix(r.URL.Path, adminPath)
	h, ok := adminCalls[name]
	if !ok {
		answer{status: 404, body: map[string]any{"error": "no such call", "calls": AdminCalls()}}.write(w)
		return
	}
	out, err := h(s, r)
	if err != nil {
		answer{status: 400, body: map[string]any{"error": err.Error()}}.write(w)
		return
	}
	answer{status: 200, body: out}.write(w)
}

// AdminCalls are the calls below /_standin/.
func AdminCalls() []string {
	return []string{"GET faults", "POST faults", "GET rows?nip=", "POST rows", "GET counts", "GET people", "POST people", "POST recompute", "POST sso", "POST expire", "POST mfa", "POST allow"}
}

type adminCall func(s *Server, r *http.Request) (any, error)

var adminCalls map[string]adminCall

func init() { // the table refers to methods that refer to the table
	adminCalls = map[string]adminCall{
		"GET faults": func(s *Server, _ *http.Request) (any, error) {
			return map[string]any{"faults": s.Faults(), "kinds": Kinds, "ops": Ops()}, nil
		},
		"POST faults":    adminFaults,
		"GET rows":       adminRows,
		"POST rows":      adminAddRow,
		"GET counts":     func(s *Server, _ *http.Request) (any, error) { return s.Counts(), nil },
		"GET people":     adminPeople,
		"POST people":    adminAddPeople,
		"POST recompute": func(s *Server, _ *http.Request) (any, error) { s.Recompute(); return map[string]any{"ok": true}, nil },
		"POST sso":       adminSSO,
		"POST expire":    adminExpire,
		"POST mfa":       adminMFA,
		"POST allow":     adminAllow,
	}
}

func adminFaults(s *Server, r *http.Request) (any, error) {
	var in struct {
		Faults []Fault `json:"faults"`
	}
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
		return nil, err
	}
	if err := s.SetFaults(in.Faults...); err != nil {
		return nil, err
	}
	return map[string]any{"faults": s.Faults()}, nil
}

func adminRows(s *Server, r *http.Request) (any, error) {
	rows := s.AllRows()
	if nip := r.URL.Query().Get("nip"); nip != "" {
		rows = s.Rows(nip)
	}
	return map[string]any{"rows": rows, "count": len(rows)}, nil
}

func adminAddRow(s *Server, r *http.Request) (any, error) {
	var in Row
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
		return nil, err
	}
	id, err := s.AddRow(in)
	return map[string]any{"id": id}, err
}

func adminPeople(s *Server, _ *http.Request) (any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := []Person{}
	for _, p := range s.people {
		out = append(out, *p)
	}
	return map[string]any{"people": out}, nil
}

func adminAddPeople(s *Server, r *http.Request) (any, error) {
	var in struct {
		People []Person `json:"people"`
	}
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
		return nil, err
	}
	for _, p := range in.People {
		if err := s.AddPerson(p); err != nil {
			return nil, err
		}
	}
	return map[string]any{"added": len(in.People)}, nil
}

func adminSSO(s *Server, r *http.Request) (any, error) {
	var in struct {
		AgencyID string `json:"agency_id"`
		Seconds  int    `json:"seconds"`
	}
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
		return nil, err
	}
	return map[string]any{"token": s.IssueSSO(in.AgencyID, time.Duration(in.Seconds)*time.Second)}, nil
}

func adminExpire(s *Server, r *http.Request) (any, error) {
	var in struct{ APIM, SSO bool }
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
		return nil, err
	}
	s.Expire(in.APIM, in.SSO)
	return map[string]any{"ok": true}, nil
}

func adminMFA(s *Server, r *http.Request) (any, error) {
	var in struct{ On bool }
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
		return nil, err
	}
	s.SetMFA(in.On)
	return map[string]any{"ok": true}, nil
}

func adminAllow(s *Server, r *http.Request) (any, error) {
	var in struct{ Prefixes []netip.Prefix }
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
		return nil, err
	}
	s.Allow(in.Prefixes...)
	return map[string]any{"ok": true}, nil
}
