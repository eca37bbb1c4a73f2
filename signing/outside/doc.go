// Package outside joins what is outside the agency's server — BSrE's Esign
// Client Service and a local e-sign portal — to signing: each file here says
// one of them in the words of signing.Signer or signing.Hander.
//
// It holds the rules of a batch that the other side does not know: one refused
// document does not hold up the others; a wrong passphrase ends the run at the
// first try, so that no account is locked; an answer that cannot be paired
// with its documents is asked again one by one.
package outside
