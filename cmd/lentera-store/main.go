package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"strconv"
	"syscall"
	"time"

	"github.com/versity/versitygw/embedgw"
)

func main() {
	cfg, err := readSettings(os.Getenv)
	if err == nil {
		err = serve(cfg)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "lentera-store:", err)
		os.Exit(1)
	}
}

// settings come from the environment, because arguments are visible to every
// user of the machine.
type settings struct {
	root      string // folder for buckets and objects
	listen    string // 127.0.0.1:port
	accessKey string
	secretKey string
	region    string
	parent    int // process to end with; 0 means whoever started us
}

func readSettings(env func(string) string) (settings, error) {
	cfg := settings{
		root:      env("LENTERA_STORE_ROOT"),
		listen:    env("LENTERA_STORE_LISTEN"),
		accessKey: env("LENTERA_STORE_ACCESS_KEY"),
		secretKey: env("LENTERA_STORE_SECRET_KEY"),
		region:    env("LENTERA_STORE_REGION"),
		parent:    os.Getppid(),
	}
	if cfg.region == "" {
		cfg.region = "us-east-1"
	}
	if pid := env("LENTERA_STORE_PARENT_PID"); pid != "" {
		var err error
		if cfg.parent, err = strconv.Atoi(pid); err != nil {
			return cfg, fmt.Errorf("LENTERA_STORE_PARENT_PID: %w", err)
		}
	}
	if cfg.root == "" || cfg.listen == "" || cfg.accessKey == "" || cfg.secretKey == "" {
		return cfg, errors.New("LENTERA_STORE_ROOT, _LISTEN, _ACCESS_KEY and _SECRET_KEY must be set; " +
			"this program is started by `lentera serve`, not by hand")
	}
	return cfg, nil
}

// serve runs the server until SIGTERM, SIGINT or the end of the parent.
func serve(cfg settings) error {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	store, err := openStore(cfg.root)
	if err != nil {
		return err
	}
	go endWithParent(ctx, stop, cfg.parent)
	return embedgw.RunVersityGW(ctx, store, &embedgw.Config{
		RootUserAccess:    cfg.accessKey,
		RootUserSecret:    cfg.secretKey,
		IAMService:        newAccount(cfg.accessKey, cfg.secretKey),
		Region:            cfg.region,
		Ports:             []string{cfg.listen},
		MaxConnections:    4096,
		MaxRequests:       2048,
		MultipartMaxParts: 10_000,
		Quiet:             true,
		KeepAlive:         true,
		HealthPath:        "/healthz",
	})
}

// endWithParent stops the server when the process that started it is gone.
// The kernel's death signal usually comes first; this also covers systems
// without one.
func endWithParent(ctx context.Context, stop func(), parent int) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(500 * time.Millisecond):
			if os.Getppid() != parent {
				stop()
				return
			}
		}
	}
}
