package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"strings"

	"ctxcheck.test/wire"
	"github.com/moby/buildkit/client/llb"
	"github.com/moby/buildkit/solver/pb"
	"github.com/moby/buildkit/source/local"
	"github.com/moby/patternmatcher"
	"github.com/moby/patternmatcher/ignorefile"
	"github.com/tonistiigi/fsutil"
)

type buildkitCase struct {
	Root wire.Bytes `json:"root"`
	// Ignore is the text of the ignore file; IgnoreFile the path of one. Neither: no patterns.
	Ignore      *wire.Bytes  `json:"ignore"`
	IgnoreFile  wire.Bytes   `json:"ignoreFile"`
	FollowPaths []wire.Bytes `json:"followPaths"`
	// Named marks a named context: the frontend does not look at its patterns.
	Named bool `json:"named"`
}

// askBuildkit runs the transfer of a build context, from the bytes of the ignore file to the received packets.
func askBuildkit(c buildkitCase) (transferred, error) {
	excludes, err := readExcludes(c)
	if err != nil {
		return failed(err), nil
	}
	filter, err := requestFilter(excludes, wire.Strings(c.FollowPaths))
	if err != nil {
		return transferred{}, err
	}
	return transferOnce(string(c.Root), filter)
}

// transferOnce repeats a transfer that ended with "context canceled": there the end of the stream overtook the
// sender's reason on the daemon's side, by chance, and the reason is what is asked for.
func transferOnce(root string, filter *fsutil.FilterOpt) (t transferred, err error) {
	for range 10 {
		dest, discard, err := scratch()
		if err != nil {
			return transferred{}, err
		}
		t, err = transfer(root, dest, filter)
		discard()
		if err != nil || t.Error == nil || !strings.HasSuffix(string(t.Error.Text), "context canceled") {
			return t, err
		}
	}
	return t, nil
}

// readExcludes reads as frontend/dockerui/config.go, dockerIgnorePatterns does.
func readExcludes(c buildkitCase) ([]string, error) {
	var text []byte
	switch {
	case c.Ignore != nil:
		text = []byte(*c.Ignore)
	case c.IgnoreFile != "":
		var err error
		if text, err = os.ReadFile(string(c.IgnoreFile)); err != nil && !os.IsNotExist(err) {
			return nil, err
		}
	}
	if len(text) == 0 {
		return nil, nil
	}
	excludes, err := ignorefile.ReadAll(bytes.NewReader(text))
	if err != nil {
		return nil, fmt.Errorf("failed parsing .dockerignore: %w", err)
	}
	if c.Named {
		return excludes, nil
	}
	// frontend/dockerfile/dockerfile2llb/convert.go, dispatchStages: checked as read, before they travel as JSON.
	_, err = patternmatcher.New(excludes)
	return excludes, err
}

// requestFilter sends the lists through the definition of a local source, as frontend and daemon do.
func requestFilter(excludes, followPaths []string) (*fsutil.FilterOpt, error) {
	state := llb.Local("context", llb.ExcludePatterns(excludes), llb.FollowPaths(followPaths))
	definition, err := state.Marshal(context.Background())
	if err != nil {
		return nil, err
	}
	for _, raw := range definition.ToPB().Def {
		var op pb.Op
		if err := op.UnmarshalVT(raw); err != nil {
			return nil, err
		}
		if source := op.GetSource(); source != nil {
			return sourceFilter(source)
		}
	}
	return nil, fmt.Errorf("no source in the definition of a local source")
}

// sourceFilter reads a source as the daemon does before it asks the client.
func sourceFilter(source *pb.SourceOp) (*fsutil.FilterOpt, error) {
	daemon, err := local.NewSource(local.Opt{})
	if err != nil {
		return nil, err
	}
	id, err := daemon.Identifier("local", source.Identifier, source.Attrs, nil)
	if err != nil {
		return nil, err
	}
	request := id.(*local.LocalIdentifier)
	return &fsutil.FilterOpt{
		ExcludePatterns: request.ExcludePatterns,
		FollowPaths:     request.FollowPaths,
	}, nil
}
