package frontend

import (
	"context"
	"io/fs"
	"time"

	"lentera/internal/page"
)

// Site is what every page says about the place it comes from.
type Site = page.Site

// Options configure the web app's pages.
type Options struct {
	Site Site
	// Boot gives the session that a refresh cookie stands for: what
	// POST /api/accounts/refresh would answer, and the person's language. It
	// must not rotate the cookie. ok is false when the cookie opens nothing.
	Boot func(ctx context.Context, refreshCookie string) (session any, lang string, ok bool)
	Zone *time.Location // the agency's, for due dates; nil is UTC
}

// Service serves the app's pages and files. It keeps no state.
type Service struct {
	opt      Options
	routes   []appRoute
	manifest manifest
	assets   map[string]*asset
	missing  *page.Page
	unbuilt  *page.Page
}

// New reads the embedded build. It panics on a build that cannot be read:
// that is a mistake of the build, to be seen at the first start.
func New(opt Options) *Service {
	dist, err := fs.Sub(built, "dist")
	if err != nil {
		panic(err)
	}
	s, err := newService(opt, dist)
	if err != nil {
		panic(err)
	}
	return s
}

func newService(opt Options, dist fs.FS) (*Service, error) {
	if opt.Zone == nil {
		opt.Zone = time.UTC
	}
	s := &Service{opt: opt, missing: page.New(opt.Site, pages, "missing.html"), unbuilt: page.New(opt.Site, pages, "unbuilt.html")}
	var err error
	if s.routes, err = readRoutes(); err != nil {
		return nil, err
	}
	if s.manifest, err = readManifest(dist); err != nil {
		return nil, err
	}
	s.assets, err = readAssets(dist)
	return s, err
}
