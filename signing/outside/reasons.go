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

// refusal says an error of BSrE's client in the words of signing.
func refusal(err error) error {
	var e *bsre.Error
	if !errors.As(err, &e) {
		return err
	}
	why, known := whys[e.Reason]
	if !known {
		why = signing.WhyRejected
	}
	return &signing.Refusal{Why: why, Detail: detail(ofBsre, string(e.Reason), e.Message), Cause: e}
}

var portalWhys = map[portal.Reason]signing.Why{
	portal.ReasonInput:   signing.WhyRejected,
	portal.ReasonLarge:   signing.WhyRejected,
	portal.ReasonRefused: signing.WhyRejected,
	portal.ReasonClient:  signing.WhyAway,
	portal.ReasonAway:    signing.WhyAway,
	portal.ReasonLost:    signing.WhyAway,
}

func portalRefusal(err error) error {
	var e *portal.Error
	if !errors.As(err, &e) {
		return err
	}
	return &signing.Refusal{Why: portalWhys[e.Reason], Detail: detail(ofPortal, string(e.Reason), e.Message), Cause: e}
}

// our is a refusal that neither side says.
func our(why signing.Why, word string) *signing.Refusal {
	return &signing.Refusal{Why: why, Detail: detail(ofUs, word, "")}
}
