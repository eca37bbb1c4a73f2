package db

import (
	"context"
	"log/slog"
	"time"

	"github.com/lib/pq"
)

// Listen calls on for every notification of a channel until ctx ends, and
// once after each (re)connection, because notifications sent meanwhile are
// lost. It needs a direct connection, not a transaction pooler.
func Listen(ctx context.Context, dsn, channel string, on func(payload string)) {
	l := pq.NewListener(dsn, time.Second, 30*time.Second, func(_ pq.ListenerEventType, err error) {
		if err != nil && ctx.Err() == nil {
			slog.Warn("listener", "channel", channel, "cause", err)
		}
	})
	defer func() { _ = l.Close() }()
	if err := l.Listen(channel); err != nil && ctx.Err() == nil {
		slog.Warn("listener", "channel", channel, "cause", err)
	}
	on("")
	alive := time.NewTicker(30 * time.Second)
	defer alive.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case n := <-l.Notify:
			if n == nil {
				on("") // reconnected: look for what was missed
				continue
			}
			on(n.Extra)
		case <-alive.C:
			go func() { _ = l.Ping() }()
		}
	}
}
