package bank

import "lentera/internal/access"

// authors may read and write the bank: a key is right there beside a question,
// so nobody else may.
var authors = access.Only(access.Trainer, access.TrainingAdmin)

func isAuthor(a access.Actor) bool { return a.HasAny(access.Trainer, access.TrainingAdmin) }
