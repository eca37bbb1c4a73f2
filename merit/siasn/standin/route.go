package standin

import (
	"net/http"
	"strings"
)

// Where a route stands decides which tokens it asks for.
type zone int

const (
	zoneToken zone = iota
	zoneAPI
	zoneReference
)

type route struct {
	op     string
	method string
	path   string // {} is one segment
	zone   zone
	write  bool
	handle func(s *Server, r *http.Request, arg string) answer
}

var routes = []route{
	{"token_apim", "POST", APIMTokenPath, zoneToken, false, (*Server).giveAPIM},
	{"token_sso", "POST", SSOTokenPath, zoneToken, false, (*Server).giveSSO},
	{"person", "GET", "/pns/data-utama/{}", zoneAPI, false, (*Server).readPerson},
	{"person", "GET", "/pns/data-utama/paruhwaktu/{}", zoneAPI, false, (*Server).readPartTime},
	{"courses", "GET", "/pns/rw-kursus/{}", zoneAPI, false, (*Server).readCourses},
	{"course", "GET", "/kursus/id/{}", zoneAPI, false, (*Server).readCourse},
	{"save_course", "POST", "/kursus/save", zoneAPI, true, (*Server).saveCourse},
	{"delete_course", "DELETE", "/kursus/delete/{}", zoneAPI, true, (*Server).deleteCourse},
	{"trainings", "GET", "/pns/rw-diklat/{}", zoneAPI, false, (*Server).readTrainings},
	{"training", "GET", "/diklat/id/{}", zoneAPI, false, (*Server).readTraining},
	{"save_training", "POST", "/diklat/save", zoneAPI, true, (*Server).saveTraining},
	{"delete_training", "DELETE", "/diklat/delete/{}", zoneAPI, true, (*Server).deleteTraining},
	{"store", "POST", "/upload-dok", zoneAPI, true, (*Server).store},
	{"upload", "POST", "/upload-dok-rw", zoneAPI, true, (*Server).upload},
	{"download", "GET", "/download-dok", zoneAPI, false, (*Server).download},
	{"ipasn", "GET", "/pns/nilaiipasn/{}", zoneAPI, false, (*Server).readIPASN},
	{"units", "GET", "/referensi/ref-unor", zoneAPI, false, (*Server).readUnits},
	{"reference", "GET", "/{}", zoneReference, false, (*Server).readReference},
}

// Ops are the names of the operations, for Fault.Op.
func Ops() []string {
	var out []string
	seen := map[string]bool{}
	for _, r := range routes {
		if !seen[r.op] {
			seen[r.op], out = true, append(out, r.op)
		}
	}
	return out
}

func (s *Server) route(r *http.Request) (*route, string) {
	path, zoneOf := r.URL.EscapedPath(), zoneToken
	for prefix, z := range map[string]zone{BasePath: zoneAPI, SPLPPath: zoneAPI, ReferencePath: zoneReference} {
		if rest, ok := strings.CutPrefix(path, prefix+"/"); ok {
			path, zoneOf = "/"+rest, z
			break
		}
	}
	for i := range routes {
		rt := &routes[i]
		if rt.method != r.Method || rt.zone != zoneOf {
			continue
		}
		head, ok := strings.CutSuffix(rt.path, "{}")
		if !ok && rt.path == path {
			return rt, ""
		}
		if arg, under := strings.CutPrefix(path, head); ok && under && arg != "" && !strings.Contains(arg, "/") {
			return rt, arg
		}
	}
	return nil, ""
}
