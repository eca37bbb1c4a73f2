//go:build !race

package pdf

import (
	"testing"

	"pgregory.net/rapid"
)

func TestAnyDesignCanBeDrawn(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := asn()
		s.Design = Design{Heading: rapid.StringN(0, 40, 160).Draw(t, "heading"), Opening: rapid.String().Draw(t, "opening"),
			Closing: rapid.String().Draw(t, "closing"), Accent: rapid.String().Draw(t, "accent"), SecondBack: rapid.Bool().Draw(t, "second")}
		s.Signatories = []Signatory{{Name: rapid.String().Draw(t, "name"), Title: rapid.String().Draw(t, "title")}, {Name: "B"}}
		if _, err := Draw(s); err != nil {
			t.Fatal(err)
		}
	})
}

func TestAnyTextCanBeDrawn(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := asn()
		s.Name = rapid.StringN(0, 300, 900).Draw(t, "name")
		s.Title = rapid.StringN(0, 300, 900).Draw(t, "title")
		s.Unit = rapid.String().Draw(t, "unit")
		s.Subjects = []Subject{{rapid.String().Draw(t, "subject"), 4}}
		if _, err := Draw(s); err != nil {
			t.Fatal(err)
		}
	})
}
