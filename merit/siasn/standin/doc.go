// Package standin is a SIASN that is none: it answers as siasn-contract.md §8
// says, for tests and demo mode. It is never the agency's register; the command
// that starts it binds to this machine only.
//
// It is as strict as the real one is believed to be: it takes the write
// spelling only, gives the read spelling only, and never notices a double by
// itself, so that what is tested is the caller's care. Every fault is on a
// switch (Fault), by chance from a seed or for the next calls.
//
//	/oauth2/token                                 token A
//	/auth/realms/public-siasn/…/token             token B
//	/apisiasn/1.0/…    /referensi_siasn/1/…       the services
//	/api/siasn/…                                  the same behind an SPLP gateway that adds the tokens
//	/_standin/…                                   switches and a look inside, this machine only
//
// What the contract does not say (messages, mandatory members beyond three) is
// made up here and proves nothing about the real server.
package standin
