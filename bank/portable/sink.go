package portable

import "errors"

// Limits bound what one file may hold. Zero members take the defaults.
type Limits struct {
	Questions     int   // read at most
	Problems      int   // told at most; the last one says that there are more
	QuestionBytes int64 // of the source of one question with its embedded files
	FileBytes     int64 // of the whole file
}

// Defaults: 10,000 questions, 1,000 problems, 32 MiB a question, 64 MiB a file.
func (l Limits) Defaults() Limits {
	if l.Questions == 0 {
		l.Questions = 10_000
	}
	if l.Problems == 0 {
		l.Problems = 1_000
	}
	if l.QuestionBytes == 0 {
		l.QuestionBytes = 32 << 20
	}
	if l.FileBytes == 0 {
		l.FileBytes = 64 << 20
	}
	return l
}

// Sink takes what a reader finds, in the order of the file. An error of it
// ends the reading and is returned by the reader.
type Sink interface {
	Question(Question) error
	Problem(Problem) error
}

// Writer writes questions of one format. Write tells what of a question the
// format cannot hold; a question it cannot hold at all is not written and told
// with severity Refused. Close writes the end of the file.
type Writer interface {
	Write(Question) ([]Problem, error)
	Close() error
}

// Collection is a Sink that keeps everything; for tests and small files.
type Collection struct {
	Questions []Question `json:"questions"`
	Problems  []Problem  `json:"problems"`
}

// Question keeps q.
func (c *Collection) Question(q Question) error { c.Questions = append(c.Questions, q); return nil }

// Problem keeps p.
func (c *Collection) Problem(p Problem) error { c.Problems = append(c.Problems, p); return nil }

// errFull ends a reading quietly: the last problem has said why.
var errFull = errors.New("portable: as many as are taken")

// Bounded puts limits before a sink. Every reader uses it.
type Bounded struct {
	to        Sink
	lim       Limits
	questions int
	problems  int
}

// Bound gives the sink with its limits.
func Bound(to Sink, lim Limits) *Bounded { return &Bounded{to: to, lim: lim.Defaults()} }

// Question hands a question on, or ends the reading when there are too many.
func (b *Bounded) Question(q Question) error {
	if b.questions++; b.questions > b.lim.Questions {
		_ = b.to.Problem(Say(q.Line, TooManyQuestions, b.lim.Questions))
		return errFull
	}
	return b.to.Question(q)
}

// Problem hands a problem on; beyond the limit only the first is told, as
// "there are more".
func (b *Bounded) Problem(p Problem) error {
	b.problems++
	switch {
	case b.problems < b.lim.Problems:
		return b.to.Problem(p)
	case b.problems == b.lim.Problems:
		return b.to.Problem(Say(p.Line, TooManyProblems, b.lim.Problems))
	}
	return nil
}

// End turns the quiet end into none.
func (b *Bounded) End(err error) error {
	if errors.Is(err, errFull) {
		return nil
	}
	return err
}
