// Package wire is the line protocol between the oracle programs and their client.
package wire

import (
	"encoding/json"
	"fmt"
)

// Bytes is a byte string. JSON carries it as a string whose every character is one byte (U+0000..U+00FF):
// file names and patterns may hold invalid UTF-8, which JSON text cannot.
type Bytes string

func (b Bytes) MarshalJSON() ([]byte, error) {
	runes := make([]rune, len(b))
	for i := range len(b) {
		runes[i] = rune(b[i])
	}
	return json.Marshal(string(runes))
}

func (b *Bytes) UnmarshalJSON(data []byte) error {
	var text string
	if err := json.Unmarshal(data, &text); err != nil {
		return err
	}
	raw := make([]byte, 0, len(text))
	for _, r := range text {
		if r > 0xff {
			return fmt.Errorf("character %U in a byte string", r)
		}
		raw = append(raw, byte(r))
	}
	*b = Bytes(raw)
	return nil
}

// MarshalText makes Bytes usable as a key of a JSON object.
func (b Bytes) MarshalText() ([]byte, error) {
	runes := make([]rune, len(b))
	for i := range len(b) {
		runes[i] = rune(b[i])
	}
	return []byte(string(runes)), nil
}

// UnmarshalText is the inverse of MarshalText.
func (b *Bytes) UnmarshalText(text []byte) error {
	quoted, err := json.Marshal(string(text))
	if err != nil {
		return err
	}
	return b.UnmarshalJSON(quoted)
}

// Strings gives the raw Go strings.
func Strings(list []Bytes) []string {
	out := make([]string, len(list))
	for i, b := range list {
		out[i] = string(b)
	}
	return out
}

// List is the inverse of Strings; never nil, so that JSON shows an empty list.
func List(list []string) []Bytes {
	out := make([]Bytes, len(list))
	for i, s := range list {
		out[i] = Bytes(s)
	}
	return out
}
