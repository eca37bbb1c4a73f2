package pdf

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf16"
)

func number(v float64) string { return strconv.FormatFloat(v, 'f', 2, 64) }
func whole(v int) string      { return strconv.Itoa(v) }

// update is one appended section: new and replaced objects, their table of
// places and a trailer that leads back to the one before.
type update struct {
	file    []byte
	offsets []int // of the objects the file has; index is the object's number
	next    int   // first free object number
	places  map[int]int
	order   []int
	prev    int
}

var (
	trailerForm = regexp.MustCompile(`trailer\n<<\n/Size (\d+)\n/Root (\d+) 0 R\n/Info (\d+) 0 R\n>>\nstartxref\n(\d+)\n%%EOF\n$`)
	pageForm    = regexp.MustCompile(`^\d+ 0 obj\n<</Type /Page\n`)
)

// finish appends the structure tree, the page and catalogue entries that lead
// to it, and the file id.
func finish(file []byte, t *tags) ([]byte, error) {
	m := trailerForm.FindSubmatch(file)
	if m == nil {
		return nil, fmt.Errorf("pdf: the library's file ends in an unknown way")
	}
	size, _ := strconv.Atoi(string(m[1]))
	root, _ := strconv.Atoi(string(m[2]))
	prev, _ := strconv.Atoi(string(m[4]))
	u := &update{file: file, next: size, prev: prev, places: map[int]int{}}
	if err := u.readOffsets(size); err != nil {
		return nil, err
	}
	pages := u.pageNumbers(size)
	if len(pages) != len(t.pages) {
		return nil, fmt.Errorf("pdf: %d pages in the file, %d in the structure", len(pages), len(t.pages))
	}
	id := sha256.Sum256(file)
	copy(u.file, "%PDF-1.7") // what the structure needs; the library says 1.3
	u.nameFonts(size, id[:])
	for i, n := range pages {
		text := u.object(n)
		u.put(n, strings.TrimSuffix(text, ">>")+"\n/StructParents "+whole(i)+" /Tabs /S>>")
	}
	tree := u.tree(t, pages)
	u.put(root, strings.TrimSuffix(u.object(root), ">>")+
		"/MarkInfo <</Marked true>> /StructTreeRoot "+whole(tree)+" 0 R /ViewerPreferences <</DisplayDocTitle true>>\n>>")
	return u.close(root, string(m[3]), id[:16]), nil
}

func (u *update) readOffsets(size int) error {
	lines := bytes.SplitN(u.file[u.prev:], []byte("\n"), size+3)
	if len(lines) < size+3 || string(lines[0]) != "xref" {
		return fmt.Errorf("pdf: no table of objects")
	}
	u.offsets = make([]int, size)
	for n := 1; n < size; n++ {
		at, err := strconv.Atoi(string(lines[n+2][:10]))
		if err != nil {
			return fmt.Errorf("pdf: table of objects: %w", err)
		}
		u.offsets[n] = at
	}
	return nil
}

// pageNumbers are the objects that are pages, in page order: the library
// numbers them so.
func (u *update) pageNumbers(size int) (pages []int) {
	for n := 1; n < size; n++ {
		if pageForm.Match(u.file[u.offsets[n]:min(u.offsets[n]+64, len(u.file))]) {
			pages = append(pages, n)
		}
	}
	return pages
}

// nameFonts gives the fonts their names, with the six letters that the format
// asks before the name of a subset; the library has names of its own.
func (u *update) nameFonts(size int, id []byte) {
	var swaps []string
	for i, f := range fonts {
		tag := make([]byte, 6)
		for j := range tag {
			tag[j] = 'A' + id[(6*i+j)%len(id)]%26
		}
		for _, after := range []string{"\n", " ", "/", ">"} {
			swaps = append(swaps, "/utf8"+f.key()+after, "/"+string(tag)+"+"+f.name+after)
		}
	}
	named := strings.NewReplacer(swaps...)
	for n := 1; n < size; n++ {
		if text := u.object(n); strings.HasPrefix(text, "<</Type /Font") {
			u.put(n, named.Replace(text))
		}
	}
}

// object is the dictionary of an object without a stream.
func (u *update) object(n int) string {
	rest := u.file[u.offsets[n]:]
	begin := bytes.Index(rest, []byte("obj\n")) + len("obj\n")
	end := bytes.Index(rest, []byte("\nendobj"))
	return string(rest[begin:end])
}

// put appends an object under a number, new or replaced.
func (u *update) put(n int, dictionary string) {
	u.places[n] = len(u.file)
	u.order = append(u.order, n)
	u.file = append(u.file, whole(n)+" 0 obj\n"+dictionary+"\nendobj\n"...)
}

func (u *update) take() int { u.next++; return u.next - 1 }

// tree appends the structure tree and gives the number of its root.
func (u *update) tree(t *tags, pages []int) int {
	root, parents := u.take(), u.take()
	numbers := map[*element]int{}
	u.number(t.root, numbers)
	u.element(t.root, root, numbers, pages)
	var nums strings.Builder
	for i, owners := range t.pages {
		nums.WriteString(whole(i) + " [")
		for _, e := range owners {
			nums.WriteString(whole(numbers[e]) + " 0 R ")
		}
		nums.WriteString("] ")
	}
	u.put(parents, "<</Nums ["+nums.String()+"]>>")
	u.put(root, "<</Type /StructTreeRoot /K ["+whole(numbers[t.root])+" 0 R] /ParentTree "+whole(parents)+
		" 0 R /ParentTreeNextKey "+whole(len(t.pages))+">>")
	return root
}

func (u *update) number(e *element, numbers map[*element]int) {
	numbers[e] = u.take()
	for _, kid := range e.kids {
		u.number(kid, numbers)
	}
}

func (u *update) element(e *element, parent int, numbers map[*element]int, pages []int) {
	var b strings.Builder
	fmt.Fprintf(&b, "<</Type /StructElem /S /%s /P %d 0 R", e.role, parent)
	if len(e.marks) > 0 {
		fmt.Fprintf(&b, " /Pg %d 0 R", pages[e.page])
	}
	if e.alt != "" {
		b.WriteString(" /Alt " + utf16Hex(e.alt))
	}
	if e.scope != "" {
		b.WriteString(" /A <</O /Table /Scope /" + e.scope + ">>")
	}
	if e.role == "Figure" {
		fmt.Fprintf(&b, " /A <</O /Layout /BBox [%.2f %.2f %.2f %.2f]>>", e.box[0], e.box[1], e.box[2], e.box[3])
	}
	b.WriteString(" /K [")
	for _, mark := range e.marks {
		b.WriteString(whole(mark) + " ")
	}
	for _, kid := range e.kids {
		b.WriteString(whole(numbers[kid]) + " 0 R ")
	}
	b.WriteString("]>>")
	u.put(numbers[e], b.String())
	for _, kid := range e.kids {
		u.element(kid, numbers[e], numbers, pages)
	}
}

// close appends the table of places and the trailer.
func (u *update) close(root int, info string, id []byte) []byte {
	start := len(u.file)
	var b strings.Builder
	b.WriteString("xref\n")
	for n := 1; n < u.next; n++ { // one section per run of numbers
		if _, ours := u.places[n]; !ours {
			continue
		}
		run := n
		for _, ours := u.places[run]; ours; _, ours = u.places[run] {
			run++
		}
		fmt.Fprintf(&b, "%d %d\n", n, run-n)
		for ; n < run; n++ {
			fmt.Fprintf(&b, "%010d 00000 n \n", u.places[n])
		}
	}
	fmt.Fprintf(&b, "trailer\n<</Size %d /Root %d 0 R /Info %s 0 R /Prev %d /ID [<%x> <%x>]>>\nstartxref\n%d\n%%%%EOF\n",
		u.next, root, info, u.prev, id, id, start)
	return append(u.file, b.String()...)
}

func utf16Hex(text string) string {
	var b strings.Builder
	b.WriteString("<FEFF")
	for _, unit := range utf16.Encode([]rune(text)) {
		fmt.Fprintf(&b, "%04X", unit)
	}
	return b.String() + ">"
}
