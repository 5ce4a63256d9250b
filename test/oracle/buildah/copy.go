package main

import (
	"io/fs"
	"os"
	"path/filepath"

	"ctxcheck.test/wire"
	"go.podman.io/buildah"
	"go.podman.io/buildah/pkg/parse"
)

type copyCase struct {
	Root wire.Bytes `json:"root"`
	// IgnoreFile is the value of --ignorefile, ContainerFiles those of -f.
	IgnoreFile     wire.Bytes   `json:"ignoreFile"`
	ContainerFiles []wire.Bytes `json:"containerFiles"`
	// Sources of the COPY; left out: ".".
	Sources []wire.Bytes `json:"sources"`
}

type copyAnswer struct {
	Entries []wire.Entry  `json:"entries"`
	Sent    []wire.Bytes  `json:"sent"`
	Error   *wire.Refusal `json:"error,omitempty"`
}

const destination = "/ctx/"

// ask runs `COPY <sources> /ctx/` in a stage of its own and lists what arrived.
func (s *stages) ask(c copyCase) (copyAnswer, error) {
	excludes, ignoreFile, err := parse.ContainerIgnoreFile(string(c.Root), string(c.IgnoreFile), wire.Strings(c.ContainerFiles))
	if err != nil {
		return failed(err), nil
	}
	stage, err := s.take()
	if err != nil {
		return copyAnswer{}, err
	}
	defer s.giveBack(stage)
	arrived := filepath.Join(stage.root, destination)
	defer os.RemoveAll(arrived)
	if err := stage.Add(destination, false, copyOptions(c, excludes, ignoreFile), sources(c)...); err != nil {
		return failed(err), nil
	}
	entries, err := list(arrived)
	return copyAnswer{Entries: entries, Sent: wire.Names(entries)}, err
}

func failed(err error) copyAnswer {
	return copyAnswer{Entries: []wire.Entry{}, Sent: []wire.Bytes{}, Error: wire.Refused(err)}
}

// copyOptions are those of imagebuildah/stage_executor.go, performCopy, for a COPY without flags from the context.
func copyOptions(c copyCase, excludes []string, ignoreFile string) buildah.AddAndCopyOptions {
	return buildah.AddAndCopyOptions{
		ContextDir:     string(c.Root),
		Excludes:       excludes,
		IgnoreFile:     ignoreFile,
		StripSetuidBit: true,
		StripSetgidBit: true,
	}
}

func sources(c copyCase) []string {
	if len(c.Sources) == 0 {
		return []string{string(c.Root)}
	}
	joined := make([]string, len(c.Sources))
	for i, source := range c.Sources {
		joined[i] = filepath.Join(string(c.Root), string(source))
	}
	return joined
}

func list(root string) ([]wire.Entry, error) {
	entries := []wire.Entry{}
	err := filepath.WalkDir(root, func(path string, _ fs.DirEntry, err error) error {
		if os.IsNotExist(err) && path == root || path == root {
			return nil
		}
		if err != nil {
			return err
		}
		entry, err := arrivedEntry(root, path)
		entries = append(entries, entry)
		return err
	})
	return entries, err
}

func arrivedEntry(root, path string) (wire.Entry, error) {
	info, err := os.Lstat(path)
	if err != nil {
		return wire.Entry{}, err
	}
	relative, err := filepath.Rel(root, path)
	if err != nil {
		return wire.Entry{}, err
	}
	entry := wire.Entry{Path: wire.Bytes(relative), Type: wire.TypeOf(info.Mode())}
	switch entry.Type {
	case "file":
		entry.Size = info.Size()
	case "symlink":
		target, err := os.Readlink(path)
		if err != nil {
			return wire.Entry{}, err
		}
		entry.Link = wire.Bytes(target)
	}
	return entry, nil
}
