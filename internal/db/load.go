package db

import (
	"fmt"
	"io/fs"
	"reflect"
	"regexp"
	"sort"
	"strings"
	"sync"
)

// Query is one named statement.
type Query struct {
	Name string
	SQL  string
}

var (
	nameLine = regexp.MustCompile(`(?m)^-- name:[ \t]*([A-Za-z][A-Za-z0-9]*)[ \t]*$`)

	loadedMu sync.Mutex
	loaded   []Query
)

// Load fills a struct of Query fields from every .sql file of a file system
// and panics when the two lists of names differ.
func Load[T any](files fs.FS) T {
	statements := map[string]string{}
	names, err := fs.Glob(files, "*.sql")
	if err != nil {
		panic(err)
	}
	for _, file := range names {
		text, err := fs.ReadFile(files, file)
		if err != nil {
			panic(err)
		}
		for name, sql := range parse(string(text)) {
			if _, twice := statements[name]; twice {
				panic("db: statement named twice: " + name)
			}
			statements[name] = sql
		}
	}
	var out T
	v := reflect.ValueOf(&out).Elem()
	for i := range v.NumField() {
		name := v.Type().Field(i).Name
		sql, ok := statements[name]
		if !ok {
			panic("db: no statement for field " + name)
		}
		q := Query{Name: name, SQL: sql}
		v.Field(i).Set(reflect.ValueOf(q))
		delete(statements, name)
		remember(q)
	}
	for name := range statements {
		panic(fmt.Sprintf("db: statement %s has no field", name))
	}
	return out
}

func remember(q Query) {
	loadedMu.Lock()
	defer loadedMu.Unlock()
	loaded = append(loaded, q)
}

// Loaded lists every statement of the program, for the test that prepares
// them all on the migrated schema.
func Loaded() []Query {
	loadedMu.Lock()
	defer loadedMu.Unlock()
	all := append([]Query(nil), loaded...)
	sort.Slice(all, func(i, j int) bool { return all[i].Name < all[j].Name })
	return all
}

func parse(text string) map[string]string {
	out := map[string]string{}
	marks := nameLine.FindAllStringSubmatchIndex(text, -1)
	for i, m := range marks {
		end := len(text)
		if i+1 < len(marks) {
			end = marks[i+1][0]
		}
		name := text[m[2]:m[3]]
		if _, twice := out[name]; twice {
			panic("db: statement named twice: " + name)
		}
		out[name] = strings.TrimRight(strings.TrimSpace(text[m[1]:end]), ";")
	}
	return out
}
