package signing

import "errors"

// sameContent compares what two files show.
func sameContent(before, after []byte) error {
	return errors.New("not compared yet")
}
