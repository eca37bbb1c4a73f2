// Package standin is a local e-sign portal that is none: it takes a hand-off
// and posts the signed PDF back, for tests and demo mode. Its officials sign
// at once, or when Post is called. What goes wrong is a switch (Fault).
package standin
