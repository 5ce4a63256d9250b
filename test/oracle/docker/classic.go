package main

import (
	"archive/tar"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"ctxcheck.test/wire"
	"github.com/docker/cli/cli/command/image/build"
	"github.com/moby/go-archive"
)

type classicCase struct {
	Root       wire.Bytes `json:"root"`
	Dockerfile wire.Bytes `json:"dockerfile"`
}

type classicAnswer struct {
	Entries    []wire.Entry  `json:"entries"`
	Sent       []wire.Bytes  `json:"sent"`
	WireBytes  int64         `json:"wireBytes"`
	Dockerfile wire.Bytes    `json:"dockerfile,omitempty"`
	Error      *wire.Refusal `json:"error,omitempty"`
}

// askClassic makes the tar stream that the docker CLI posts without BuildKit. The calls and their order are those
// of docker/cli: cli/command/image/build.go, runBuild; dockerfile is the value of -f ("" for none).
func askClassic(c classicCase) (classicAnswer, error) {
	stream, relative, err := classicStream(string(c.Root), string(c.Dockerfile))
	if err != nil {
		return classicAnswer{Entries: []wire.Entry{}, Sent: []wire.Bytes{}, Error: wire.Refused(err)}, nil
	}
	defer stream.Close()
	counted := &counter{Reader: stream}
	entries, err := readTar(counted)
	if err == nil || errors.Is(err, io.ErrUnexpectedEOF) {
		_, drained := io.Copy(io.Discard, counted)
		err = errors.Join(err, drained)
	}
	return classicAnswer{
		Entries:    entries,
		Sent:       wire.Names(entries),
		WireBytes:  counted.bytes,
		Dockerfile: wire.Bytes(relative),
		Error:      wire.Refused(err),
	}, nil
}

func classicStream(root, dockerfile string) (io.ReadCloser, string, error) {
	contextDir, relative, err := build.GetContextFromLocalDir(root, dockerfile)
	if err != nil {
		return nil, "", fmt.Errorf("unable to prepare context: %s", err)
	}
	var outside io.ReadCloser
	if strings.HasPrefix(relative, ".."+string(filepath.Separator)) {
		if outside, err = os.Open(dockerfile); err != nil {
			return nil, "", fmt.Errorf("unable to open Dockerfile: %w", err)
		}
		defer outside.Close()
	}
	excludes, err := build.ReadDockerignore(contextDir)
	if err != nil {
		return nil, "", err
	}
	if err := build.ValidateContextDirectory(contextDir, excludes); err != nil {
		return nil, "", fmt.Errorf("checking context: %w", err)
	}
	relative = filepath.ToSlash(relative)
	excludes = build.TrimBuildFilesFromExcludes(excludes, relative, false)
	stream, err := archive.TarWithOptions(contextDir, &archive.TarOptions{
		ExcludePatterns: excludes,
		ChownOpts:       &archive.ChownOpts{UID: 0, GID: 0},
	})
	if err != nil || outside == nil {
		return stream, relative, err
	}
	return build.AddDockerfileToBuildContext(outside, stream)
}

func readTar(in io.Reader) ([]wire.Entry, error) {
	entries := []wire.Entry{}
	for reader := tar.NewReader(in); ; {
		header, err := reader.Next()
		if errors.Is(err, io.EOF) {
			return entries, nil
		}
		if err != nil {
			return entries, err
		}
		entries = append(entries, tarEntry(header))
	}
}

func tarEntry(header *tar.Header) wire.Entry {
	entry := wire.Entry{
		Path: wire.Bytes(strings.TrimSuffix(header.Name, "/")),
		Type: wire.TypeOf(header.FileInfo().Mode()),
		Size: header.Size,
		Link: wire.Bytes(header.Linkname),
	}
	if header.Typeflag == tar.TypeLink {
		entry.Type = "hardlink"
	}
	return entry
}

type counter struct {
	io.Reader
	bytes int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	c.bytes += int64(n)
	return n, err
}
