package embedded

import (
	"io"
	"os"
)

// logLimit is the size above which a server's log is set aside (kept once, as
// <name>.1) at the next start.
const logLimit = 10 << 20

// openLog opens a server's log for appending, readable by the owner only.
// start is where this run's lines begin.
func openLog(path string) (f *os.File, start int64, err error) {
	if info, err := os.Stat(path); err == nil && info.Size() > logLimit {
		if err := os.Rename(path, path+".1"); err != nil {
			return nil, 0, err
		}
	}
	f, err = os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return nil, 0, err
	}
	start, err = f.Seek(0, io.SeekEnd)
	if err != nil {
		_ = f.Close()
		return nil, 0, err
	}
	return f, start, nil
}

// logSince reads what was written to the log at path after offset start, at
// most the first 64 KiB of it.
func logSince(path string, start int64) []byte {
	f, err := os.Open(path)
	if err != nil {
		return nil
	}
	defer func() { _ = f.Close() }()
	text, _ := io.ReadAll(io.NewSectionReader(f, start, 64<<10))
	return text
}
