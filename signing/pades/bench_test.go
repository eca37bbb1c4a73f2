package pades_test

import (
	"testing"

	"lentera/signing/pades"
)

func BenchmarkSign(b *testing.B) {
	s := newScene(b)
	for b.Loop() {
		s.sign(b, s.drawn, s.head, nil)
	}
}

func BenchmarkDrawAndSign(b *testing.B) {
	s := newScene(b)
	for b.Loop() {
		s.sign(b, draw(b, 1), s.head, nil)
	}
}

func BenchmarkVerify(b *testing.B) {
	s := newScene(b)
	signed := s.sign(b, s.drawn, s.head, nil)
	for b.Loop() {
		if pades.Verify(signed, s.trust()).Reason != pades.Valid {
			b.Fatal("not valid")
		}
	}
}
