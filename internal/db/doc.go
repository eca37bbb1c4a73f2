// Package db is the only door to Postgres: it opens the pool with deadlines of
// its own, loads named statements from .sql files, keeps them prepared, runs
// transactions and migrations. Nothing outside it (but testdb and jobs' LISTEN)
// imports sqlx or lib/pq.
//
// SQL lives in .sql files beside the noun it is about, and nowhere else:
//
//	-- name: LockAttempt
//	SELECT id, state FROM quiz.attempts WHERE id = $1 FOR UPDATE;
//
// A feature declares the statements it uses as a struct of Query fields and
// loads them once; a field without a statement, or a statement without a
// field, stops the program at its first start:
//
//	//go:embed *.sql
//	var files embed.FS
//	var sqls = db.Load[struct{ LockAttempt, SaveAnswer db.Query }](files)
//
// Parameters are positional ($1, $2, …), so casts like $1::uuid[] need no
// lexer and a kept prepared statement is used as it is (ADR 0004).
//
// A function that takes *db.Tx is a step of somebody's transaction; one that
// does not is a whole operation and opens its own. Tx.Now is the one moment of
// a transaction, by the database's clock.
package db
