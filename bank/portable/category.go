package portable

import "strings"

// SplitCategory gives the parts of a category path as Moodle writes it: "/"
// divides, "//" is a slash inside a name; the context ($course$, $system$, …)
// and the "top" below it are left away.
func SplitCategory(path string) []string {
	const slash = "\x00"
	parts := strings.Split(strings.ReplaceAll(path, "//", slash), "/")
	var out []string
	for i, p := range parts {
		p = strings.TrimSpace(strings.ReplaceAll(p, slash, "/"))
		context := strings.HasPrefix(p, "$") && strings.HasSuffix(p, "$") && len(p) > 1
		if p == "" || i == 0 && context || p == "top" && len(out) == 0 {
			continue
		}
		out = append(out, p)
	}
	return out
}

// JoinCategory is the path of parts, a slash in a part doubled.
func JoinCategory(parts []string) string {
	doubled := make([]string, len(parts))
	for i, p := range parts {
		doubled[i] = strings.ReplaceAll(p, "/", "//")
	}
	return strings.Join(doubled, "/")
}

// CategoryPath brings a category path of a file to the path of a Question.
func CategoryPath(path string) string { return JoinCategory(SplitCategory(path)) }
