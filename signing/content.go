package signing

import "lentera/signing/pagecontent"

// sameContent compares what two files show, where the signed one does not
// begin with the bytes of the unsigned one.
func sameContent(before, after []byte) error { return pagecontent.Same(before, after) }
