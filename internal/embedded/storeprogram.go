package embedded

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// ErrNoStore is returned by StartStore when the lentera-store program is not
// built. Its text names the one command that builds it.
var ErrNoStore = errors.New("the program lentera-store is missing; build it with " +
	"`cd cmd/lentera-store && go build -trimpath -ldflags \"-s -w\" -o ../../bin/lentera-store .`, " +
	"or set LENTERA_STORE_BIN to where it is")

// FindStore returns the path of the lentera-store program: set, or
// LENTERA_STORE_BIN, or beside this program, or bin/ of the working directory
// or of a directory above it. Refused with ErrNoStore when it is nowhere.
func FindStore(set string) (string, error) {
	if set == "" {
		set = os.Getenv("LENTERA_STORE_BIN")
	}
	if set != "" {
		if path, err := exec.LookPath(set); err == nil {
			return filepath.Abs(path)
		}
		return "", fmt.Errorf("%s cannot be run: %w", set, ErrNoStore)
	}
	var places []string
	if exe, err := os.Executable(); err == nil {
		places = append(places, filepath.Join(filepath.Dir(exe), "lentera-store"))
	}
	if wd, err := os.Getwd(); err == nil {
		for dir := wd; ; dir = filepath.Dir(dir) {
			places = append(places, filepath.Join(dir, "bin", "lentera-store"))
			if dir == filepath.Dir(dir) {
				break
			}
		}
	}
	for _, place := range places {
		if path, err := exec.LookPath(place); err == nil {
			return path, nil
		}
	}
	return "", ErrNoStore
}
