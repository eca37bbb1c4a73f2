package standin

import (
	"encoding/json"
	"net"
	"net/http"
	"net/netip"
	"strings"
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
	switch r.Method + " " + strings.TrimPrefix(r.URL.Path, adminPath) {
	case "GET faults":
		answer{status: 200, body: map[string]any{"faults": s.Faults(), "kinds": Kinds, "ops": Ops()}}.write(w)
	case "POST faults":
		s.adminFaults(w, r)
	case "GET counts":
		answer{status: 200, body: s.Counts()}.write(w)
	case "POST state":
		var in struct{ NIK, State string }
		if json.NewDecoder(r.Body).Decode(&in) == nil {
			s.SetState(in.NIK, in.State)
		}
		o, _ := s.Official(in.NIK)
		answer{status: 200, body: o}.write(w)
	case "GET root.pem":
		answer{status: 200, bytes: s.ca.RootPEM(), mime: "application/x-pem-file"}.write(w)
	default:
		answer{status: 404, body: map[string]any{"calls": []string{"GET faults", "POST faults", "GET counts", "POST state", "GET root.pem"}}}.write(w)
	}
}

func (s *Server) adminFaults(w http.ResponseWriter, r *http.Request) {
	var in struct {
		Faults []Fault `json:"faults"`
	}
	err := json.NewDecoder(r.Body).Decode(&in)
	if err == nil {
		err = s.SetFaults(in.Faults...)
	}
	if err != nil {
		answer{status: 400, body: map[string]any{"error": err.Error()}}.write(w)
		return
	}
	answer{status: 200, body: map[string]any{"faults": s.Faults()}}.write(w)
}
