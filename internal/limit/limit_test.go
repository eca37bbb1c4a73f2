package limit

import (
	"fmt"
	"testing"
	"time"
)

func TestTheWindowSlides(t *testing.T) {
	l := New(10, time.Minute)
	now := time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)
	for i := range 10 {
		if l.Take("10.0.0.1", now) != 0 {
			t.Fatalf("visit %d refused", i)
		}
	}
	if wait := l.Take("10.0.0.1", now); wait <= 0 || wait > time.Minute {
		t.Fatalf("wait %s", wait)
	}
	if l.Take("10.0.0.2", now) != 0 {
		t.Error("another address was refused")
	}
	if l.Take("10.0.0.1", now.Add(time.Minute)) == 0 {
		t.Error("a full window is forgotten at once")
	}
	admitted := 0
	for range 10 {
		if l.Take("10.0.0.1", now.Add(90*time.Second)) == 0 {
			admitted++
		}
	}
	if admitted != 5 {
		t.Errorf("half a window later %d of 10", admitted)
	}
	if l.Take("10.0.0.1", now.Add(10*time.Minute)) != 0 {
		t.Error("never let in again")
	}
}

func TestAWholeIPv6NetworkIsOneVisitor(t *testing.T) {
	if network("2001:db8:1:2::1") != network("2001:db8:1:2:ffff::9") || network("2001:db8:1:2::1") == network("2001:db8:1:3::1") {
		t.Error("the /64 is not the unit")
	}
	if network("::ffff:10.0.0.1") != "10.0.0.1" || network("fe80::1%eth0") != network("fe80::2") || network("nonsense") != "nonsense" {
		t.Error("odd addresses")
	}
}

func TestTheLimiterStaysSmall(t *testing.T) {
	l := New(10, time.Minute)
	now := time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)
	for i := range 3 * knownAddresses {
		l.Take(fmt.Sprintf("10.%d.%d.%d", i>>16, i>>8&255, i&255), now.Add(time.Duration(i)*time.Millisecond))
	}
	if len(l.known) > knownAddresses {
		t.Errorf("%d addresses kept", len(l.known))
	}
}
