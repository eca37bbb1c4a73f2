package embedded

import "fmt"

// settings are the server's parameters, which win over postgresql.conf.
// The log keeps what the server does but no failed statements and no details
// of them, because those would carry personal data.
func (pg *Postgres) settings() []string {
	durable := "on"
	if !pg.opts.Fsync {
		durable = "off"
	}
	settings := []string{
		"listen_addresses=", "unix_socket_permissions=0700", "unix_socket_directories=" + pg.socket, "port=" + socketPort,
		fmt.Sprintf("max_connections=%d", pg.opts.MaxConnections), "shared_buffers=128MB",
		"fsync=" + durable, "full_page_writes=" + durable, "synchronous_commit=" + durable,
		"timezone=UTC", "log_timezone=UTC", "log_destination=stderr", "logging_collector=off",
		"log_line_prefix=%m [%p] ", "log_error_verbosity=terse", "log_min_messages=log", "log_min_error_statement=panic",
		"log_statement=none", "log_checkpoints=off",
	}
	args := []string{"-D", pg.place.cluster}
	for _, s := range settings {
		args = append(args, "-c", s)
	}
	return args
}
