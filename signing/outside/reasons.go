package outside

import (
	"errors"

	"lentera/signing"
	"lentera/signing/bsre"
	"lentera/signing/portal"
)

// whys says BSrE's reasons in the words of signing. What is a matter of the
// service or of its settings, and not of the document, leaves the document
// waiting: it is not the document's fault.
var whys = map[bsre.Reason]signing.Why{
	bsre.ReasonPassphrase:    signing.WhyPassphrase,
	bsre.ReasonTOTP:          signing.WhyPassphrase,
	bsre.ReasonNotRegistered: signing.WhyNotEnrolled,
	bsre.ReasonNew:           signing.WhyNotEnrolled,
	bsre.ReasonWaiting:       signing.WhyNotEnrolled,
	bsre.ReasonNoCertificate: signing.WhyCertificate,
	bsre.ReasonExpired:       signing.WhyCertificate,
	bsre.ReasonRenew:         signing.WhyCertificate,
	bsre.ReasonSuspended:     signing.WhyCertificate,
	bsre.ReasonRevoked:       signing.WhyCertificate,
	bsre.ReasonState:         signing.WhyCertificate,
	bsre.ReasonClient:        signing.WhyAway,
	bsre.ReasonPath:          signing.WhyAway,
	bsre.ReasonAway:          signing.WhyAway,
	bsre.ReasonBusy:          signing.WhyAway,
	bsre.ReasonLost:          signing.WhyAway,
	bsre.ReasonRefused:       signing.WhyRejected,
	bsre.ReasonLarge:         signing.WhyRejected,
	bsre.ReasonInput:         signing.WhyRejected,
	bsre.ReasonReply:         signing.WhyUnsound,
}

// refusal says an error of BSrE's client in the words of signing. Its Detail
// is the operator's sentence of the reason, and the service's own words where
// there are any.
func refusal(err error) error {
	var e *bsre.Error
	if !errors.As(err, &e) {
		return err
	}
	why, known := whys[e.Reason]
	if !known {
		why = signing.WhyRejected
	}
	return &signing.Refusal{Why: why, Detail: detail(e.Reason.Words().ID, e.Message), Cause: e}
}

func detail(words, theirs string) string {
	if theirs == "" {
		return words
	}
	return words + " — “" + theirs + "”"
}

var portalWhys = map[portal.Reason]struct {
	why   signing.Why
	words string
}{
	portal.ReasonInput:   {signing.WhyRejected, "Dokumen atau daftar penandatangan belum lengkap; tidak ada yang dikirim."},
	portal.ReasonLarge:   {signing.WhyRejected, "Dokumen terlalu besar untuk portal TTE."},
	portal.ReasonRefused: {signing.WhyRejected, "Portal TTE menolak dokumen ini."},
	portal.ReasonClient:  {signing.WhyAway, "Portal TTE menolak server ini; periksa LENTERA_PORTAL_URL dan kredensialnya."},
	portal.ReasonAway:    {signing.WhyAway, "Portal TTE tidak dapat dihubungi."},
	portal.ReasonLost:    {signing.WhyAway, "Jawaban portal TTE tidak sampai; dokumen akan diserahkan lagi dengan kunci baru."},
}

func portalRefusal(err error) error {
	var e *portal.Error
	if !errors.As(err, &e) {
		return err
	}
	f := portalWhys[e.Reason]
	return &signing.Refusal{Why: f.why, Detail: detail(f.words, e.Message), Cause: e}
}
