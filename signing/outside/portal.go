package outside

import (
	"context"

	"lentera/signing"
	"lentera/signing/portal"
)

// Portal hands papers to the agency's own e-sign portal.
type Portal struct {
	Client *portal.Client
	// NIK says under which NIK the portal knows the official of a NIP; "" when
	// that is not set. It is a setting: Lentera keeps no NIK of anybody.
	NIK func(nip string) string
	// CallbackURL is where the signed file of a document is to be posted.
	CallbackURL func(document string) string
}

// Kind of the hand-off.
func (p Portal) Kind() signing.Kind { return signing.Portal }

// Parties are the officials on the sheet, in order. Their NIKs are looked up
// at the hand-off, so that one that was missing can be set and tried again.
func (p Portal) Parties(officials []signing.Official) ([]signing.Party, error) {
	return persons(officials)
}

// HandOff gives a paper to the portal with everybody who has to sign it.
func (p Portal) HandOff(ctx context.Context, paper signing.Paper, callback string) (remote string, err error) {
	var niks []string
	for _, party := range paper.Parties {
		nik := p.NIK(party.NIP())
		if nik == "" {
			return "", our(signing.WhyNotEnrolled, noNIK)
		}
		niks = append(niks, nik)
	}
	remote, err = p.Client.HandOff(ctx, portal.Document{PDF: paper.PDF, FileName: paper.FileName, NIKs: niks,
		Title: paper.Title, Description: paper.Reason, CallbackURL: p.CallbackURL(paper.ID.String()), CallbackKey: portal.Secret(callback)})
	if err != nil {
		return "", portalRefusal(err)
	}
	return remote, nil
}
