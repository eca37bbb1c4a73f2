package main

import (
	"context"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

// TestStandInCommand: what it refuses, and that it serves until stopped.
func TestStandInCommand(t *testing.T) {
	t.Setenv("LENTERA_DATABASE_URL", "")
	for _, addr := range []string{"0.0.0.0:8099", "[::]:8099", ":8099", "192.0.2.1:8099", "siasn.invalid:8099"} {
		if err := (siasnStandinCmd{Addr: addr}).Run(t.Context()); err == nil || !strings.Contains(err.Error(), "this machine only") {
			t.Errorf("%s: %v", addr, err)
		}
	}
	for _, fault := range []string{"save_course", "nothing:refused:1x", "save_course:nothing:1x", "save_course:refused:2.0", "save_course:refused:x"} {
		if err := (siasnStandinCmd{Addr: "127.0.0.1:0", Faults: []string{fault}}).Run(t.Context()); err == nil {
			t.Errorf("fault %s is taken", fault)
		}
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := l.Addr().String()
	_ = l.Close()
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- siasnStandinCmd{Addr: addr, Code: "int"}.Run(ctx) }()
	var res *http.Response
	for range 100 {
		if res, err = http.Get("http://" + addr + "/_standin/faults"); err == nil {
			break
		}
		time.Sleep(20 * time.Millisecond)
	}
	if err != nil || res.StatusCode != 200 {
		t.Fatal(res, err)
	}
	_ = res.Body.Close()
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	t.Setenv("LENTERA_DATABASE_URL", "postgres://x")
	if err := (siasnStandinCmd{Addr: "127.0.0.1:0"}).Run(t.Context()); err == nil || !strings.Contains(err.Error(), "production") {
		t.Error(err)
	}
}
