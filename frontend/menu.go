package frontend

import (
	"slices"
	"strings"
)

// menuGroup is one heading of the management menu with the pages that the
// person's roles show.
type menuGroup struct {
	Key    string
	ID, EN string
	Pages  []appRoute
}

// Opens is where the heading leads.
func (g menuGroup) Opens() string { return g.Pages[0].Path }

// Has tells whether an address stands in the group, itself or as a page below
// one that does.
func (g menuGroup) Has(path string) bool {
	return slices.ContainsFunc(g.Pages, func(r appRoute) bool { return r.Path == path || strings.HasPrefix(path, r.Path+"/") })
}

// The groups in their order; pages.json names the group of each page.
var menuGroups = []menuGroup{
	{Key: "people", ID: "Orang", EN: "People"},
	{Key: "learning", ID: "Belajar", EN: "Learning"},
	{Key: "questions", ID: "Soal", EN: "Questions"},
	{Key: "certificates", ID: "Sertifikat", EN: "Certificates"},
	{Key: "jp", ID: "JP", EN: "JP"},
	{Key: "siasn", ID: "SIASN", EN: "SIASN"},
}

// manageOpens is where "Kelola" leads: what an administrator looks at daily.
const manageOpens = "/admin/ketuntasan"

// menuFor lists the management pages of some roles. Showing a page in a menu
// gives no right: the server decides each request for data.
func (s *Service) menuFor(roles []string) (menu []menuGroup) {
	for _, g := range menuGroups {
		for _, r := range s.routes {
			if r.Group == g.Key && slices.ContainsFunc(roles, func(have string) bool { return slices.Contains(r.Roles, have) }) {
				g.Pages = append(g.Pages, r)
			}
		}
		if len(g.Pages) > 0 {
			menu = append(menu, g)
		}
	}
	return menu
}

// manageFor is the address behind "Kelola"; empty for people without a menu.
func manageFor(menu []menuGroup) string {
	if len(menu) == 0 {
		return ""
	}
	if slices.ContainsFunc(menu, func(g menuGroup) bool { return g.Has(manageOpens) }) {
		return manageOpens
	}
	return menu[0].Opens()
}
