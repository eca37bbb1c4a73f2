// Package standin is a BSrE Esign Client Service that is none: it answers as
// the public sources say (docs/signing-outside.md), for tests and demo mode. It
// really signs, under a certification authority of its own that nobody should
// trust. The command that starts it binds to this machine only.
//
// It is as unforgiving as the real one is believed to be: three wrong
// passphrases in a row suspend an official (how many the real one allows is
// not published), so that a caller who tries on is found out. A TOTP serves as
// many documents as it was asked for, once; a v1 document is given out once;
// the seal's activation code changes at each renewal. Every fault is on a
// switch (Fault).
//
//	/api/v2/…   /api/sign/…   /api/user/…   the service, HTTP Basic
//	/_standin/…                             switches and a look inside, this machine only
//
// What the sources do not say (texts, numbers other than 2011, 2031 and 4044,
// limits) is made up here and proves nothing about the real service.
package standin
