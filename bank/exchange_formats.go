package bank

import (
	"bytes"
	"errors"
	"io"
	"path"
	"regexp"
	"strings"

	"lentera/bank/aiken"
	"lentera/bank/gift"
	"lentera/bank/moodlexml"
	"lentera/bank/portable"
	"lentera/bank/qti"
	"lentera/bank/questionsheet"
	"lentera/internal/safezip"
)

// mostImport bounds a file with questions, in bytes: 64 MiB.
const mostImport = 64 << 20

// The formats a file with questions may have.
const (
	formatGIFT   = "gift"
	formatAiken  = "aiken"
	formatMoodle = "moodle-xml"
	formatQTI    = "qti"
	formatSheet  = "xlsx"
)

var (
	aikenAnswer = regexp.MustCompile(`(?mi)^\s*ANSWER\s*:`)
	moodleRoot  = regexp.MustCompile(`<quiz[\s>]`)
	qtiRoot     = regexp.MustCompile(`<(?:\w+:)?(assessmentItem|qti-assessment-item|questestinterop)\b`)
)

// formatOf tells the format of a file by its content, and where that leaves a
// choice, by its name. "" is none we know.
func formatOf(name string, content []byte) string {
	if bytes.HasPrefix(content, []byte("PK")) {
		if archive, err := safezip.OpenBytes(content, safezip.Limits{}); err == nil {
			for _, n := range archive.Names() {
				if n == "xl/workbook.xml" {
					return formatSheet
				}
			}
		}
		return formatQTI
	}
	head, _ := io.ReadAll(io.LimitReader(portable.Decode(bytes.NewReader(content)), 64<<10))
	switch {
	case moodleRoot.Match(head):
		return formatMoodle
	case qtiRoot.Match(head):
		return formatQTI
	case bytes.HasPrefix(bytes.TrimSpace(head), []byte("<")):
		return ""
	case aikenAnswer.Match(head):
		return formatAiken
	case strings.EqualFold(path.Ext(name), ".gift") || bytes.ContainsRune(head, '{'):
		return formatGIFT
	}
	return ""
}

// readQuestions hands every question of a file to the sink. A file refused as
// a whole is a portable.Problem.
func readQuestions(format string, content []byte, to portable.Sink) error {
	lim := portable.Limits{FileBytes: mostImport}
	switch format {
	case formatGIFT:
		return gift.Parse(bytes.NewReader(content), lim, to)
	case formatAiken:
		return aiken.Parse(bytes.NewReader(content), lim, to)
	case formatMoodle:
		return moodlexml.Parse(bytes.NewReader(content), lim, to)
	case formatSheet:
		if _, err := openArchive(content); err != nil {
			return err
		}
		return questionsheet.Parse(bytes.NewReader(content), lim, to)
	case formatQTI:
		if !bytes.HasPrefix(content, []byte("PK")) {
			return qti.Parse(bytes.NewReader(content), lim, to)
		}
		archive, err := openArchive(content)
		if err != nil {
			return err
		}
		return archiveRefusal(qti.ParsePackage(archive, lim, to))
	}
	return ErrUnknownFormat
}

func openArchive(content []byte) (*safezip.Archive, error) {
	archive, err := safezip.OpenBytes(content, safezip.Limits{Total: 256 << 20, One: 64 << 20})
	return archive, archiveRefusal(err)
}

// archiveRefusal says a refused archive in the words of an import.
func archiveRefusal(err error) error {
	var r safezip.Refusal
	if errors.As(err, &r) {
		return portable.Say(0, portable.ArchiveRefused, strings.TrimPrefix(r.Error(), "safezip: "))
	}
	return err
}

// exportFormat is a format questions can be written in.
type exportFormat struct {
	contentType, fileName string
	writer                func(io.Writer) portable.Writer
}

var exportFormats = map[string]exportFormat{
	formatGIFT:   {"text/plain; charset=utf-8", "soal.gift", gift.NewWriter},
	formatAiken:  {"text/plain; charset=utf-8", "soal-aiken.txt", aiken.NewWriter},
	formatMoodle: {"application/xml; charset=utf-8", "soal-moodle.xml", moodlexml.NewWriter},
	formatSheet:  {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "soal.xlsx", questionsheet.NewWriter},
	"qti-2.1":    {"application/zip", "soal-qti21.zip", qtiWriter(qti.V21)},
	"qti-2.2":    {"application/zip", "soal-qti22.zip", qtiWriter(qti.V22)},
	"qti-3.0":    {"application/zip", "soal-qti30.zip", qtiWriter(qti.V30)},
}

func qtiWriter(v qti.Version) func(io.Writer) portable.Writer {
	return func(w io.Writer) portable.Writer { return qti.NewWriter(w, v) }
}
