// Package arch is the direction of dependence, as policy in tests. The table
// below is what was agreed in docs/architecture.md; a change here is a decision
// (an ADR), not a repair of a red test.
package arch

// features are the words a user would say: each is a Go package, a Postgres
// schema, an API prefix and a frontend folder.
var features = []string{"accounts", "media", "courses", "bank", "quiz", "marking", "certificates", "merit", "register", "signing"}

// mayKnow says which other features a feature may import, read in SQL, refer
// to by foreign key, and import in the frontend.
var mayKnow = map[string][]string{
	"accounts":     {},
	"media":        {"accounts"},
	"courses":      {"media", "accounts"},
	"bank":         {"courses", "media", "accounts"},
	"quiz":         {"bank", "courses", "media", "accounts"},
	"marking":      {"quiz", "bank", "courses", "media", "accounts"},
	"certificates": {"accounts"},
	"merit":        {"accounts"},
	"register":     {},
	"signing":      {"certificates", "accounts"},
}

// homes says where a library may be imported: a package prefix, or a file name
// suffix, per library. Leaving a library stays a week's work that way.
var homes = map[string][]string{
	"github.com/gofiber/fiber/v2":        {"routes.go", "routes_test.go", "internal/web/", "internal/testweb/"},
	"github.com/danielgtaylor/huma/v2":   {"routes.go", "routes_test.go", "internal/web/", "internal/testweb/"},
	"github.com/jmoiron/sqlx":            {"internal/db/", "internal/testdb/"},
	"github.com/lib/pq":                  {"internal/db/", "internal/testdb/", "internal/embedded/", "accounts/accountstest/", "_test.go"},
	"database/sql":                       {"internal/db/", "internal/testdb/", "internal/embedded/", "internal/web/", "accounts/accountstest/", "_test.go"},
	"github.com/golang-jwt/jwt/v5":       {"accounts/session", "_test.go"},
	"github.com/minio/minio-go/v7":       {"media/s3", "internal/embedded/", "_test.go"},
	"github.com/pressly/goose/v3":        {"internal/db/"},
	"github.com/xuri/excelize/v2":        {"accounts/roster", "merit/siasnfile/", "internal/sheet/", "bank/questionsheet/", "_test.go"},
	"codeberg.org/go-pdf/fpdf":           {"certificates/pdf/"},
	"github.com/wneessen/go-mail":        {"internal/mail/"},
	"github.com/caarlos0/env/v11":        {"internal/config/"},
	"github.com/alecthomas/kong":         {"cmd/lentera/"},
	"github.com/microcosm-cc/bluemonday": {"courses/markdown"},
	"github.com/piprate/json-gold":       {"certificates/badge/"},
	"github.com/mr-tron/base58":          {"certificates/badge/"},
	"github.com/makiuchi-d/gozxing":      {"merit/paper/"},
	"golang.org/x/mod":                   {"register/"},
	"github.com/smallstep/pkcs7":         {"signing/pades/"},
	"github.com/ledongthuc/pdf":          {"signing/pagecontent/"},
	"github.com/youmark/pkcs8":           {"signing/pades/"},
	"software.sslmate.com/src/go-pkcs12": {"signing/pades/"},
}

// plumbing is shared by every schema: the audit trail's guard and the queue.
var sharedSchemas = []string{"jobs", "audit"}

// Sizes at which a test fails; the aims are lower (CONTRIBUTING.md).
const (
	maxFileLines     = 500
	maxFunctionLines = 80
	maxPackageFiles  = 60
)
