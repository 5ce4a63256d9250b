package main

import (
	"context"
	gofs "io/fs"

	"ctxcheck.test/wire"
	"github.com/tonistiigi/fsutil"
)

type walkCase struct {
	Root       wire.Bytes `json:"root"`
	IgnoreFile wire.Bytes `json:"ignoreFile"`
}

type walkAnswer struct {
	Entries int `json:"entries"`
}

// askWalk goes through a context as the client does before it sends anything, without the transfer: for the benchmark.
func askWalk(c walkCase) (walkAnswer, error) {
	excludes, err := readExcludes(buildkitCase{Root: c.Root, IgnoreFile: c.IgnoreFile})
	if err != nil {
		return walkAnswer{}, err
	}
	tree, err := fsutil.NewFS(string(c.Root))
	if err != nil {
		return walkAnswer{}, err
	}
	filtered, err := fsutil.NewFilterFS(tree, &fsutil.FilterOpt{ExcludePatterns: excludes})
	if err != nil {
		return walkAnswer{}, err
	}
	var a walkAnswer
	err = filtered.Walk(context.Background(), "", func(_ string, entry gofs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if _, err := entry.Info(); err != nil {
			return err
		}
		a.Entries++
		return nil
	})
	return a, err
}
