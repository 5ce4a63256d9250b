package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"path"
	"slices"
	"strings"

	"ctxcheck.test/wire"
	"github.com/distribution/reference"
	"github.com/moby/buildkit/frontend/dockerfile/builder"
	"github.com/moby/buildkit/frontend/dockerfile/parser"
	"github.com/moby/buildkit/solver/errdefs"
	"github.com/moby/buildkit/solver/pb"
)

type dockerfileCase struct {
	Dockerfile wire.Bytes `json:"dockerfile"`
	// File is the path of the Dockerfile; only its base name reaches the builder.
	File             wire.Bytes                `json:"file"`
	Ignore           *wire.Bytes               `json:"ignore"`
	DockerfileIgnore *wire.Bytes               `json:"dockerfileIgnore"`
	Target           wire.Bytes                `json:"target"`
	BuildArgs        map[wire.Bytes]wire.Bytes `json:"buildArgs"`
	// Contexts are the local named contexts, each with the text of its .dockerignore ("" for none).
	Contexts  map[wire.Bytes]wire.Bytes `json:"contexts"`
	Platforms []wire.Bytes              `json:"platforms"`
}

type requested struct {
	Name        wire.Bytes   `json:"name"`
	FollowPaths []wire.Bytes `json:"followPaths"`
	Excludes    []wire.Bytes `json:"excludes"`
}

type warning struct {
	Text wire.Bytes `json:"text"`
	Line int32      `json:"line"`
}

type locatedRefusal struct {
	*wire.Refusal
	Line int32 `json:"line"`
}

type dockerfileAnswer struct {
	Requested   bool            `json:"requested"`
	FollowPaths []wire.Bytes    `json:"followPaths"`
	Transfers   []requested     `json:"transfers"`
	Warnings    []warning       `json:"warnings"`
	Error       *locatedRefusal `json:"error,omitempty"`
}

const mainContext = "context"

// askDockerfile runs BuildKit's Dockerfile frontend and reads the local sources off the build graphs it hands over.
func askDockerfile(c dockerfileCase) (dockerfileAnswer, error) {
	options, files, err := buildOptions(c)
	if err != nil {
		return dockerfileAnswer{}, err
	}
	front := &frontend{options: options, files: files}
	_, refused := builder.Build(context.Background(), front)
	a := dockerfileAnswer{FollowPaths: []wire.Bytes{}, Transfers: []requested{}, Warnings: sortedWarnings(front.warnings)}
	if refused != nil {
		a.Error = &locatedRefusal{Refusal: wire.Refused(refused), Line: lineOf(refused)}
		return a, nil
	}
	if a.Transfers, err = transfersOf(front.graphs); err != nil {
		return dockerfileAnswer{}, err
	}
	for _, t := range a.Transfers {
		if t.Name == mainContext && !a.Requested {
			a.Requested, a.FollowPaths = true, t.FollowPaths
		}
	}
	return a, nil
}

// buildOptions are what buildx tells the frontend (build/opt.go: toSolveOpt, loadInputs).
func buildOptions(c dockerfileCase) (map[string]string, map[string]map[string][]byte, error) {
	file := path.Base(cmp.Or(string(c.File), "Dockerfile"))
	options := map[string]string{"filename": file}
	build := map[string][]byte{file: []byte(c.Dockerfile)}
	if c.DockerfileIgnore != nil {
		build[file+".dockerignore"] = []byte(*c.DockerfileIgnore)
	}
	files := map[string]map[string][]byte{"dockerfile": build, mainContext: {}}
	if c.Ignore != nil {
		files[mainContext][ignoreName] = []byte(*c.Ignore)
	}
	if c.Target != "" {
		options["target"] = string(c.Target)
	}
	if len(c.Platforms) > 0 {
		options["platform"] = strings.Join(wire.Strings(c.Platforms), ",")
	}
	for name, value := range c.BuildArgs {
		options["build-arg:"+string(name)] = string(value)
	}
	for name, ignore := range c.Contexts {
		named, err := reference.ParseNormalizedNamed(string(name))
		if err != nil {
			return nil, nil, err
		}
		local := localName(string(name))
		options["context:"+strings.TrimSuffix(reference.FamiliarString(named), ":latest")] = "local:" + local
		files[local] = map[string][]byte{}
		if ignore != "" {
			files[local][ignoreName] = []byte(ignore)
		}
	}
	return options, files, nil
}

const ignoreName = ".dockerignore"

// localName keeps the two names of the build itself free (buildx build/opt.go, loadInputs).
func localName(context string) string {
	if context == mainContext || context == "dockerfile" {
		return "_" + context
	}
	return context
}

// transfersOf lists the local sources of finished graphs, sorted and without repeats.
func transfersOf(graphs []*pb.Definition) ([]requested, error) {
	found := map[string]requested{}
	for _, graph := range graphs {
		for _, raw := range graph.Def {
			var op pb.Op
			if err := op.UnmarshalVT(raw); err != nil {
				return nil, err
			}
			name, ok := localSource(&op)
			if !ok {
				continue
			}
			filter, err := sourceFilter(op.GetSource())
			if err != nil {
				return nil, err
			}
			r := requested{wire.Bytes(name), wire.List(filter.FollowPaths), wire.List(filter.ExcludePatterns)}
			key, err := json.Marshal(r)
			if err != nil {
				return nil, err
			}
			found[string(key)] = r
		}
	}
	return sortedByKey(found), nil
}

func sortedByKey(found map[string]requested) []requested {
	out := []requested{}
	keys := make([]string, 0, len(found))
	for key := range found {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	for _, key := range keys {
		out = append(out, found[key])
	}
	return out
}

func localSource(op *pb.Op) (name string, ok bool) {
	source := op.GetSource()
	if source == nil {
		return "", false
	}
	return strings.CutPrefix(source.Identifier, "local://")
}

func sortedWarnings(warnings []warning) []warning {
	if warnings == nil {
		return []warning{}
	}
	slices.SortFunc(warnings, func(a, b warning) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Text, b.Text))
	})
	return warnings
}

// lineOf finds the line of the Dockerfile that an error names, counted from 1; 0 for none.
func lineOf(err error) int32 {
	for _, source := range errdefs.Sources(err) {
		for _, r := range source.Ranges {
			return r.Start.Line
		}
	}
	var located *parser.LocationError
	if errors.As(err, &located) {
		for _, ranges := range located.Locations {
			for _, r := range ranges {
				return int32(r.Start.Line)
			}
		}
	}
	return 0
}
