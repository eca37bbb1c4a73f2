package main

import (
	"cmp"
	"context"
	"strings"
	"time"

	"github.com/google/uuid"

	"lentera/certificates/pdf"
	"lentera/internal/jobs"
	"lentera/merit"
)

// siasn says the settings of the way into SIASN in the words of merit. Without
// an address there is no connection, and records go by file.
func (g *program) siasn(p *platform) (*merit.SiasnOptions, error) {
	c := p.cfg
	remote, err := g.siasnRemote(p)
	return &merit.SiasnOptions{
		Remote: remote, StandIn: c.Demo && remote != nil,
		SsoMode: c.SiasnSSOMode, AgencyID: c.SiasnAgencyID, Organiser: cmp.Or(c.SiasnOrganiser, c.AgencyName),
		StructuralID: c.SiasnStructuralID, JenisKursus: c.SiasnJenisKursus, LokasiID: c.SiasnLokasiID,
		Workers: c.SiasnWorkers, Gap: c.SiasnGap, Settle: c.SiasnSettle, Backoff: 5 * time.Second, MaxBackoff: 15 * time.Minute,
		KeepLogDays: c.SiasnKeepLogDays,
	}, err
}

// siasnJobs are the rhythms of the queue.
func (g *program) siasnJobs() {
	g.queue.Handle("merit.deliver", jobs.Policy{Every: 15 * time.Second, Timeout: 2 * time.Minute}, g.merit.DeliverJob)
	g.queue.Handle("merit.siasn-refetch", jobs.Policy{Every: 24 * time.Hour, Timeout: 2 * time.Minute}, g.merit.RefetchJob)
	g.queue.Handle("merit.siasn-ipasn", jobs.Policy{Every: 10 * time.Minute, Timeout: 2 * time.Minute}, g.merit.ReadIpasnJob)
	g.queue.Handle("merit.siasn-forget", jobs.Policy{Every: 24 * time.Hour}, g.merit.ForgetRequestsJob)
}

// document gives merit the final file of what a credit stands on: the
// certificate, or the file of an approved claim. SIASN takes PDF only, so a
// picture becomes a page.
func (g *program) document(ctx context.Context, source string) (file []byte, ready bool, err error) {
	kind, text, _ := strings.Cut(source, ":")
	id, err := uuid.Parse(text)
	if err != nil {
		return nil, false, nil // of no kind we know; it waits, visibly
	}
	switch kind {
	case "certificate":
		return g.certificates.FinalPDF(ctx, id)
	case "external":
		body, contentType, at, err := g.merit.ClaimDocument(ctx, id)
		if err == nil && contentType != "application/pdf" {
			body, err = pdf.Picture(body, "Bukti "+id.String(), at)
		}
		return body, err == nil, err
	}
	return nil, false, nil
}
