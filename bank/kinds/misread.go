package kinds

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
)

// misread finds the numbers a form could not read and sent as text: each is an
// issue at its own place. It tells whether it found one.
func (r report) misread(raw json.RawMessage, into any) bool {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	var v any
	return d.Decode(&v) == nil && r.misreadAs(v, reflect.TypeOf(into))
}

var (
	markType   = reflect.TypeFor[Mark]()
	numberType = reflect.TypeFor[json.Number]()
)

func (r report) misreadAs(v any, t reflect.Type) (found bool) {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	number := t == markType || t == numberType || t.Kind() == reflect.Int || t.Kind() == reflect.Int64 && t != markType || t.Kind() == reflect.Float64
	switch v := v.(type) {
	case string:
		if number && (t != numberType || !isNumber(v)) {
			r.issue("bad-number", "Isi dengan angka, misalnya 3,5.", "Give a number, for example 3.5.")
			return true
		}
	case json.Number:
		var m Mark
		if t == markType && m.UnmarshalJSON([]byte(v)) != nil {
			r.issue("bad-number", "Isi dengan angka, paling banyak lima desimal.", "Give a number with at most five decimals.")
			return true
		}
		if t != markType && (t.Kind() == reflect.Int || t.Kind() == reflect.Int64) && strings.ContainsAny(v.String(), ".eE") {
			r.issue("bad-number", "Isi dengan bilangan bulat.", "Give a whole number.")
			return true
		}
	case []any:
		if t.Kind() == reflect.Slice {
			for i, one := range v {
				found = r.at(i).misreadAs(one, t.Elem()) || found
			}
		}
	case map[string]any:
		for name, one := range v {
			if t.Kind() == reflect.Map {
				found = r.at(name).misreadAs(one, t.Elem()) || found
			} else if f, ok := member(t, name); ok {
				found = r.at(name).misreadAs(one, f) || found
			}
		}
	}
	return found
}

func isNumber(s string) bool {
	var n json.Number
	return json.Unmarshal([]byte(s), &n) == nil
}

// member is the type of a struct's member by its name in JSON.
func member(t reflect.Type, name string) (reflect.Type, bool) {
	if t.Kind() != reflect.Struct {
		return nil, false
	}
	for i := range t.NumField() {
		f := t.Field(i)
		tag, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if tag == name {
			return f.Type, true
		}
		if f.Anonymous && tag == "" {
			if inner, ok := member(f.Type, name); ok {
				return inner, true
			}
		}
	}
	return nil, false
}
