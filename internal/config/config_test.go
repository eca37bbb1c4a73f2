package config

import (
	"os"
	"strings"
	"testing"
)

// TestDocumentIsTrue holds docs/configuration.md to the struct. After a change:
// go run ./cmd/lentera config --markdown > docs/configuration.md
func TestDocumentIsTrue(t *testing.T) {
	text, err := os.ReadFile("../../docs/configuration.md")
	if err != nil {
		t.Fatal(err)
	}
	if string(text) != Markdown() {
		t.Error("docs/configuration.md differs from internal/config: go run ./cmd/lentera config --markdown > docs/configuration.md")
	}
}

func TestEverySettingIsExplained(t *testing.T) {
	for _, s := range (Config{}).Settings() {
		if !strings.HasPrefix(s.Name, "LENTERA_") || s.Doc == "" {
			t.Errorf("setting %q lacks a name or an explanation", s.Name)
		}
	}
}

func TestReadRefuses(t *testing.T) {
	cases := map[string]map[string]string{
		"demo with an external database": {"LENTERA_DEMO": "true", "LENTERA_DATABASE_URL": "postgres://x/y?sslmode=disable"},
		"a zone that is none":            {"LENTERA_TIME_ZONE": "Lumajang"},
		"a zone Postgres cannot know":    {"LENTERA_TIME_ZONE": "Local"},
		"an address with a path":         {"LENTERA_PUBLIC_URL": "https://lentera.example/app"},
		"an unknown pooler":              {"LENTERA_DB_POOLER": "session"},
		"half a store":                   {"LENTERA_S3_ENDPOINT": "s3.example:9000"},
		"a cap below one file":           {"LENTERA_ANSWER_FILES_MB": "24"},
		"a share over one hundred":       {"LENTERA_MIN_STUDY_PERCENT": "120"},
	}
	for name, vars := range cases {
		t.Run(name, func(t *testing.T) {
			for k, v := range vars {
				t.Setenv(k, v)
			}
			if _, err := Read(); err == nil {
				t.Error("accepted")
			}
		})
	}
}

func TestSecretsAreNotPrinted(t *testing.T) {
	c := Config{DatabaseURL: "postgres://u:canary-secret@h/d", S3SecretKey: "canary-secret"}
	for _, s := range c.Settings() {
		if strings.Contains(s.Value, "canary-secret") {
			t.Errorf("%s prints its secret", s.Name)
		}
	}
}
