// Package catalogue holds the starter courses as plain files, also inside the
// program, so that a new installation has something to teach on its first day.
package catalogue

import "embed"

// Files are the course folders by name.
//
//go:embed keamanan-informasi-phishing
var Files embed.FS

// Starter are the folders that `lentera import starter` and demo mode load.
var Starter = []string{"keamanan-informasi-phishing"}
