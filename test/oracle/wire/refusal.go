package wire

import "strings"

// Refusal is a builder's error: its own words, and which of the known refusals it is.
type Refusal struct {
	Code string `json:"code"`
	Text Bytes  `json:"text"`
}

var codes = []struct{ words, code string }{
	{"syntax error in pattern", "bad-pattern"},
	{"error parsing regexp", "bad-pattern"},
	{"illegal exclusion pattern", "illegal-exclusion"},
	{"token too long", "line-too-long"},
	{"non-printable ASCII", "non-printable"},
	{"header list size to send violates", "header-too-large"},
	{"permission denied", "permission"},
	{"no permission to read", "permission"},
	{"can't stat", "permission"},
}

// Refused names an error; nil for nil.
func Refused(err error) *Refusal {
	if err == nil {
		return nil
	}
	text := err.Error()
	for _, known := range codes {
		if strings.Contains(text, known.words) {
			return &Refusal{Code: known.code, Text: Bytes(text)}
		}
	}
	return &Refusal{Code: "other", Text: Bytes(text)}
}
