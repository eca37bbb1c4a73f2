package portable

import (
	"regexp"
	"strconv"
)

var mediaRef = regexp.MustCompile(`@@MEDIA:([0-9]{1,4})@@`)

// MapMedia replaces every MediaRef of a text by what name says for its index.
func MapMedia(source string, name func(i int) string) string {
	return mediaRef.ReplaceAllStringFunc(source, func(ref string) string {
		i, err := strconv.Atoi(mediaRef.FindStringSubmatch(ref)[1])
		if err != nil {
			return ref
		}
		return name(i)
	})
}

// MediaOf lists the files a text refers to, each once, in its order.
func MediaOf(source string) (out []int) {
	seen := map[int]bool{}
	for _, m := range mediaRef.FindAllStringSubmatch(source, -1) {
		if i, err := strconv.Atoi(m[1]); err == nil && !seen[i] {
			seen[i] = true
			out = append(out, i)
		}
	}
	return out
}

// AddFile gives the index of a file in the question, adding it when it is not
// there yet.
func (q *Question) AddFile(f File) int {
	for i, have := range q.Files {
		if have.Name == f.Name && string(have.Data) == string(f.Data) {
			return i
		}
	}
	q.Files = append(q.Files, f)
	return len(q.Files) - 1
}
