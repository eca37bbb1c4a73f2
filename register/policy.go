package register

import "lentera/internal/access"

// Who may ask what. Checkpoints, the key and proofs are for everybody: a proof
// nobody can check proves nothing. A leaf's text is given only to who knows the
// 160 random bits of the certificate's public page, and holds nothing that
// could be read or tried out. Record and salt are for the holder and for those
// who may read any certificate; the search by number is for the latter alone.
var (
	mayProve  = access.Everyone
	mayOpenIn = access.SignedIn // own, or any for the roles of mayWatch: see mayOpen
	mayWatch  = access.Only(access.TrainingAdmin, access.Auditor)
)

// mayOpen decides who may see what opens a commitment: the holder, and those
// who may read any certificate. To others it does not exist.
func mayOpen(a access.Actor, c Certificate) bool {
	return a.PersonID == c.Holder || a.HasAny(access.TrainingAdmin, access.Auditor)
}
