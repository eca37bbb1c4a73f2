package portable

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
)

// Node is an element of a small XML document, or, without a name, a text.
type Node struct {
	Name  string // without namespace
	Attrs map[string]string
	Kids  []*Node
	Text  string
	Line  int
}

// Bounds of a document that is held as nodes.
const (
	deepest   = 200
	mostNodes = 100_000
)

var errTooComplex = errors.New("too many or too deeply nested elements")

// ReadXML reads one element with all in it. line is where source begins.
// Nothing outside of the source is ever fetched: encoding/xml knows no external
// entities, and of the internal ones only the five of XML and those of HTML.
func ReadXML(source []byte, line int) (*Node, error) {
	d := xml.NewDecoder(bytes.NewReader(source))
	d.Entity = xml.HTMLEntity
	d.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil } // decoded already
	var stack []*Node
	var root *Node
	for count := 0; ; count++ {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, shorter(err)
		}
		if count > mostNodes || len(stack) > deepest {
			return nil, errTooComplex
		}
		at, _ := d.InputPos()
		switch t := token.(type) {
		case xml.StartElement:
			n := &Node{Name: t.Name.Local, Attrs: attributes(t.Attr), Line: line + at - 1}
			if len(stack) > 0 {
				top := stack[len(stack)-1]
				top.Kids = append(top.Kids, n)
			} else if root != nil {
				return nil, errors.New("more than one root element")
			} else {
				root = n
			}
			stack = append(stack, n)
		case xml.EndElement:
			stack = stack[:len(stack)-1]
		case xml.CharData:
			if len(stack) > 0 {
				top := stack[len(stack)-1]
				top.Kids = append(top.Kids, &Node{Text: string(t), Line: line + at - 1})
			}
		case xml.Directive:
			if strings.Contains(string(t), "ENTITY") {
				return nil, errors.New("entity declarations are not accepted")
			}
		}
	}
	if root == nil {
		return nil, errors.New("no element")
	}
	return root, nil
}

func attributes(list []xml.Attr) map[string]string {
	if len(list) == 0 {
		return nil
	}
	m := make(map[string]string, len(list))
	for _, a := range list {
		if a.Name.Space == "xmlns" || a.Name.Local == "xmlns" {
			continue
		}
		m[a.Name.Local] = a.Value
	}
	return m
}

// shorter takes the line of the part out of the decoder's sentence.
func shorter(err error) error {
	var s *xml.SyntaxError
	if errors.As(err, &s) {
		return errors.New(s.Msg)
	}
	return fmt.Errorf("%.100s", err.Error())
}

// Find gives the first child of this name, or nil; a path of several goes
// down.
func (n *Node) Find(path ...string) *Node {
	for _, name := range path {
		if n == nil {
			return nil
		}
		n = n.child(name)
	}
	return n
}

func (n *Node) child(name string) *Node {
	for _, k := range n.Kids {
		if k.Name == name {
			return k
		}
	}
	return nil
}

// All gives every child of this name.
func (n *Node) All(name string) (out []*Node) {
	if n == nil {
		return nil
	}
	for _, k := range n.Kids {
		if k.Name == name {
			out = append(out, k)
		}
	}
	return out
}

// Walk meets every element below and including n until visit says false.
func (n *Node) Walk(visit func(*Node) bool) bool {
	if n == nil {
		return true
	}
	if n.Name != "" && !visit(n) {
		return false
	}
	for _, k := range n.Kids {
		if !k.Walk(visit) {
			return false
		}
	}
	return true
}

// Deep gives every element of this name below n.
func (n *Node) Deep(name string) (out []*Node) {
	n.Walk(func(k *Node) bool {
		if k.Name == name {
			out = append(out, k)
		}
		return true
	})
	return out
}

// Value is the text in an element, of all depths, nil gives "".
func (n *Node) Value() string {
	if n == nil {
		return ""
	}
	if n.Name == "" {
		return n.Text
	}
	var b strings.Builder
	for _, k := range n.Kids {
		b.WriteString(k.Value())
	}
	return b.String()
}

// Attr gives an attribute, "" when it or the node is not there.
func (n *Node) Attr(name string) string {
	if n == nil {
		return ""
	}
	return n.Attrs[name]
}

// At is the node's line, or the fallback for no node.
func (n *Node) At(fallback int) int {
	if n == nil {
		return fallback
	}
	return n.Line
}

// Content is what stands in an element; nil has nothing.
func (n *Node) Content() []*Node {
	if n == nil {
		return nil
	}
	return n.Kids
}
