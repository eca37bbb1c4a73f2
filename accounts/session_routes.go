package accounts

import (
	"context"
	"net/http"
	"time"

	"github.com/google/uuid"

	"lentera/internal/access"
	"lentera/internal/web"
)

const (
	refreshCookie     = "lentera_refresh"
	refreshHostCookie = "__Host-lentera_refresh"
	deviceCookie      = "lentera_device"
	mediaPath         = "/api/media/"
)

// BrowserCookies are the cookies the doors read. Exported only because huma
// looks into embedded structs when they are.
type BrowserCookies struct {
	Refresh     string `cookie:"lentera_refresh" required:"false"`
	HostRefresh string `cookie:"__Host-lentera_refresh" required:"false"`
	Device      string `cookie:"lentera_device" required:"false"`
}

// refreshOf takes the one cookie that this site sets: on https a plain one was
// set by somebody else.
func (s *Service) refreshOf(c BrowserCookies) string {
	if s.opt.Secure {
		return c.HostRefresh
	}
	return c.Refresh
}

func (s *Service) refreshName() string {
	if s.opt.Secure {
		return refreshHostCookie
	}
	return refreshCookie
}

func doorOf(ctx context.Context, device string) Door {
	return Door{Address: web.ClientAddress(ctx), UserAgent: web.UserAgent(ctx), Device: device}
}

// setCookies gives the browser what belongs to a session.
func (s *Service) setCookies(ctx context.Context, in SignedIn) {
	s.setCookie(ctx, s.refreshName(), in.refresh, "/", time.Until(in.sessionEnds))
	if in.device != "" {
		s.setCookie(ctx, deviceCookie, in.device, "/", deviceLife)
	}
	s.setMediaCookie(ctx, in)
}

func (s *Service) setMediaCookie(ctx context.Context, in SignedIn) {
	s.setCookie(ctx, web.MediaCookie, in.media, mediaPath, min(mediaLife, time.Until(in.sessionEnds)))
}

func (s *Service) clearCookies(ctx context.Context) {
	s.setCookie(ctx, s.refreshName(), "", "/", -1)
	s.setCookie(ctx, web.MediaCookie, "", mediaPath, -1)
}

func (s *Service) setCookie(ctx context.Context, name, value, path string, life time.Duration) {
	age := int(life.Seconds())
	if age <= 0 {
		age = -1
	}
	web.SetCookie(ctx, &http.Cookie{Name: name, Value: value, Path: path, MaxAge: age, HttpOnly: true, Secure: s.opt.Secure,
		SameSite: http.SameSiteStrictMode})
}

type signedInOut struct{ Body SignedIn }

// answer sets the cookies of a door that opened.
func (s *Service) answer(ctx context.Context, in SignedIn, err error) (*signedInOut, error) {
	if err != nil {
		return nil, err
	}
	s.setCookies(ctx, in)
	return &signedInOut{Body: in}, nil
}

func (s *Service) refresh(ctx context.Context, in *struct{ BrowserCookies }) (*signedInOut, error) {
	out, err := s.Refresh(ctx, s.refreshOf(in.BrowserCookies), doorOf(ctx, in.Device))
	return s.answer(ctx, out, err)
}

func (s *Service) signOut(ctx context.Context, _ *struct{}) (*struct{}, error) {
	if err := s.SignOut(ctx, access.Must(ctx)); err != nil {
		return nil, err
	}
	s.clearCookies(ctx)
	return &struct{}{}, nil
}

func (s *Service) signOutEverywhere(ctx context.Context, _ *struct{}) (*struct{}, error) {
	if err := s.SignOutEverywhere(ctx, access.Must(ctx)); err != nil {
		return nil, err
	}
	s.clearCookies(ctx)
	return &struct{}{}, nil
}

type sessionsOut struct {
	Body struct {
		Sessions []Session `json:"sessions"`
	}
}

func (s *Service) listSessions(ctx context.Context, _ *struct{}) (*sessionsOut, error) {
	list, err := s.ListSessions(ctx, access.Must(ctx))
	if err != nil {
		return nil, err
	}
	out := &sessionsOut{}
	out.Body.Sessions = list
	return out, nil
}

// ByID is the path parameter of one thing; exported for the same reason.
type ByID struct {
	ID uuid.UUID `path:"id" format:"uuid"`
}

func (s *Service) endOneSession(ctx context.Context, in *ByID) (*struct{}, error) {
	return &struct{}{}, s.EndSession(ctx, access.Must(ctx), in.ID)
}
