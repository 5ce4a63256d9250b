package main

import (
	"regexp"

	"ctxcheck.test/wire"
)

type regexpCase struct {
	Pattern wire.Bytes   `json:"pattern"`
	Inputs  []wire.Bytes `json:"inputs"`
}

type regexpAnswer struct {
	Matches []bool     `json:"matches"`
	Error   wire.Bytes `json:"error,omitempty"`
}

// askRegexp compiles a text with Go's regexp and searches each input for it.
func askRegexp(c regexpCase) (regexpAnswer, error) {
	compiled, err := regexp.Compile(string(c.Pattern))
	if err != nil {
		return regexpAnswer{Error: wire.Bytes(err.Error())}, nil
	}
	a := regexpAnswer{Matches: make([]bool, len(c.Inputs))}
	for i, input := range c.Inputs {
		a.Matches[i] = compiled.MatchString(string(input))
	}
	return a, nil
}
