package certificates

import (
	"context"
	"errors"
	"io"
	"mime/quotedprintable"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"lentera/accounts/accountstest"
	"lentera/internal/mail"
)

// post is an SMTP server that can refuse for a while.
type post struct {
	mu    sync.Mutex
	deny  int
	taken []string
}

type postSession struct{ p *post }

func (p *post) NewSession(*smtp.Conn) (smtp.Session, error) { return &postSession{p}, nil }
func (s *postSession) Mail(string, *smtp.MailOptions) error { return nil }
func (s *postSession) Rcpt(string, *smtp.RcptOptions) error { return nil }
func (s *postSession) Reset()                               {}
func (s *postSession) Logout() error                        { return nil }
func (s *postSession) Data(r io.Reader) error {
	body, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	s.p.mu.Lock()
	defer s.p.mu.Unlock()
	if s.p.deny > 0 {
		s.p.deny--
		return &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 3, 0}, Message: "later"}
	}
	s.p.taken = append(s.p.taken, string(body))
	return nil
}

func (p *post) mails() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]string(nil), p.taken...)
}

// serve gives the address of the server.
func (p *post) serve(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := smtp.NewServer(p)
	s.Domain, s.ReadTimeout, s.WriteTimeout = "localhost", 10*time.Second, 10*time.Second
	done := make(chan error, 1)
	go func() { done <- s.Serve(l) }()
	t.Cleanup(func() {
		_ = s.Close()
		if err := <-done; err != nil && !errors.Is(err, smtp.ErrServerClosed) && !errors.Is(err, net.ErrClosed) {
			t.Log(err)
		}
	})
	return "smtp://" + l.Addr().String()
}

func (p *post) house(t *testing.T) *house {
	t.Helper()
	sender, err := mail.NewSMTP(p.serve(t), "lentera@lumajang.example")
	if err != nil {
		t.Fatal(err)
	}
	return newHouse(t, func(o *Options) { o.Mailer = sender })
}

func TestMailIsTriedAgainAndSentOnce(t *testing.T) {
	p := &post{deny: 2}
	h := p.house(t)
	a := h.person("Siti Aminah")
	accountstest.Exec(t, h.db, `UPDATE accounts.persons SET email = 'siti@lumajang.example' WHERE id = $1`, a.PersonID)
	c := h.mustIssue(a.PersonID)
	for range 4 {
		h.drain()
		if n := h.count("jobs.jobs WHERE last_error LIKE '%siti@%' OR args::text LIKE '%siti@%'"); n != 0 {
			t.Error("the recipient's address is in the job's row")
		}
		h.due()
	}
	mails := p.mails()
	if len(mails) != 1 {
		t.Fatalf("%d mails", len(mails))
	}
	head, coded, _ := strings.Cut(mails[0], "\r\n\r\n")
	body, err := io.ReadAll(quotedprintable.NewReader(strings.NewReader(coded)))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"Siti Aminah", c.Number, c.Title, "https://lentera.example.go.id/sertifikat"} {
		if !strings.Contains(string(body), want) {
			t.Errorf("the mail lacks %q:\n%s", want, body)
		}
	}
	for _, not := range []string{c.HolderNIP, c.PublicID, "/pdf", "application/pdf"} {
		if strings.Contains(head+string(body), not) {
			t.Errorf("the mail has %q", not)
		}
	}
	args := []byte(`{"id":"` + c.ID.String() + `"}`)
	if err := h.mail(context.Background(), args); err != nil || len(p.mails()) != 1 {
		t.Errorf("run again: %v, %d mails", err, len(p.mails()))
	}
	if n := h.count("jobs.jobs"); n != 0 {
		t.Errorf("%d jobs left", n)
	}
}

func TestNoMailWithoutAnAddressOrAServer(t *testing.T) {
	p := &post{}
	h := p.house(t)
	h.mustIssue(h.person("Siti Aminah").PersonID)
	h.drain()
	if len(p.mails()) != 0 || h.count("jobs.jobs") != 0 {
		t.Errorf("%d mails, %d jobs", len(p.mails()), h.count("jobs.jobs"))
	}
	silent := newHouse(t, nil)
	silent.mustIssue(silent.person("Siti Aminah").PersonID)
	silent.drain()
	if n := silent.count("jobs.jobs"); n != 0 {
		t.Errorf("%d jobs that nobody does", n)
	}
}
