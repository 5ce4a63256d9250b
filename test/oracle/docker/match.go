package main

import (
	"path/filepath"
	"strings"

	"ctxcheck.test/wire"
	"github.com/moby/patternmatcher"
)

type matchCase struct {
	Patterns []wire.Bytes `json:"patterns"`
	Paths    []wire.Bytes `json:"paths"`
}

type verdict struct {
	Matches bool          `json:"matches"`
	Error   *wire.Refusal `json:"error,omitempty"`
}

type matchAnswer struct {
	Error         *wire.Refusal `json:"error,omitempty"`
	OrParents     []verdict     `json:"orParents"`
	ParentResults []verdict     `json:"parentResults"`
	Legacy        []verdict     `json:"legacy"`
	Glob          []verdict     `json:"glob"`
}

// askMatch asks moby/patternmatcher about each path in its three ways, and Go's filepath.Match about the first
// pattern. Each question has a matcher of its own: a matcher remembers which patterns it has compiled.
func askMatch(c matchCase) (matchAnswer, error) {
	patterns := wire.Strings(c.Patterns)
	if _, err := patternmatcher.New(patterns); err != nil {
		return matchAnswer{Error: wire.Refused(err)}, nil
	}
	var a matchAnswer
	for _, path := range wire.Strings(c.Paths) {
		a.OrParents = append(a.OrParents, say(fresh(patterns).MatchesOrParentMatches(path)))
		a.ParentResults = append(a.ParentResults, say(walkTo(fresh(patterns), path)))
		a.Legacy = append(a.Legacy, say(fresh(patterns).Matches(path))) //nolint:staticcheck // what kaniko and the classic CLI call
		if len(patterns) > 0 {
			a.Glob = append(a.Glob, say(filepath.Match(patterns[0], path)))
		}
	}
	return a, nil
}

func fresh(patterns []string) *patternmatcher.PatternMatcher {
	matcher, err := patternmatcher.New(patterns)
	if err != nil {
		panic(err)
	}
	return matcher
}

// walkTo evaluates every ancestor first, as a walk from the root does.
func walkTo(matcher *patternmatcher.PatternMatcher, path string) (bool, error) {
	var info patternmatcher.MatchInfo
	for i := range len(path) {
		if path[i] != '/' {
			continue
		}
		_, next, err := matcher.MatchesUsingParentResults(path[:i], info)
		if err != nil {
			return false, err
		}
		info = next
	}
	matched, _, err := matcher.MatchesUsingParentResults(strings.TrimSuffix(path, "/"), info)
	return matched, err
}

func say(matches bool, err error) verdict {
	return verdict{Matches: matches, Error: wire.Refused(err)}
}
