// Package jobs runs work after commit: drawing a PDF, sending mail, closing
// overdue attempts. A job is a row written in the transaction of the fact that
// causes it, so it exists exactly when the fact does.
//
//	           claim (SKIP LOCKED)         ok
//	waiting ───────────────────▶ running ──────▶ (row deleted)
//	   ▲        run_at passed       │
//	   │   failed, tries left       │ failed, none left
//	   └────────────────────────────┴──────────▶ dead (kept, shown to the operator)
//
// A worker that dies leaves a running row whose lease ends; the next worker
// takes it. Every handler must therefore survive running twice: each states in
// its comment what makes it so. Workers are woken by NOTIFY and look every few
// seconds besides.
package jobs
