package main

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"ctxcheck.test/wire"
	"github.com/moby/buildkit/session/filesync"
	"github.com/tonistiigi/fsutil"
	fstypes "github.com/tonistiigi/fsutil/types"
)

// transferred is one local transfer as the daemon saw it.
type transferred struct {
	Entries []wire.Entry `json:"entries"`
	Sent    []wire.Bytes `json:"sent"`
	// Empty lists the files of some size that arrived without a byte: the client could not open them.
	Empty []wire.Bytes `json:"empty"`
	// WireBytes is N of "transferring context: N" on a first build.
	WireBytes int           `json:"wireBytes"`
	Error     *wire.Refusal `json:"error,omitempty"`
}

// transfer runs a whole transfer into dest, which must be empty: session/filesync on both ends.
func transfer(root, dest string, filter *fsutil.FilterOpt) (transferred, error) {
	daemon, err := caller()
	if err != nil {
		return transferred{}, err
	}
	name, err := offer(root)
	if err != nil {
		return failed(err), nil
	}
	defer forget(name)
	t := transferred{Entries: []wire.Entry{}, Empty: []wire.Bytes{}}
	err = filesync.FSSync(context.Background(), daemon, filesync.FSSendRequestOpt{
		Name:            name,
		ExcludePatterns: slices.Clone(filter.ExcludePatterns), // encoded in place on the way
		FollowPaths:     slices.Clone(filter.FollowPaths),
		DestDir:         dest,
		ProgressCb:      func(bytes int, _ bool) { t.WireBytes = bytes },
		Filter:          record(&t.Entries),
	})
	if err != nil { // how far it came is chance
		return failed(err), nil
	}
	t.Sent = wire.Names(t.Entries)
	t.Empty, err = arrivedEmpty(dest, t.Entries)
	return t, err
}

func failed(err error) transferred {
	return transferred{Entries: []wire.Entry{}, Sent: []wire.Bytes{}, Empty: []wire.Bytes{}, Error: wire.Refused(err)}
}

// record notes every STAT packet. A daemon without root rights cannot give files away, so they become its own.
func record(entries *[]wire.Entry) func(string, *fstypes.Stat) bool {
	seen := map[string]bool{}
	return func(path string, stat *fstypes.Stat) bool {
		if !seen[path] {
			seen[path] = true
			*entries = append(*entries, statEntry(stat))
		}
		stat.Uid, stat.Gid = uint32(os.Getuid()), uint32(os.Getgid())
		return true
	}
}

func statEntry(stat *fstypes.Stat) wire.Entry {
	entry := wire.Entry{
		Path: wire.Bytes(filepath.ToSlash(stat.Path)),
		Type: wire.TypeOf(fs.FileMode(stat.Mode)),
		Size: stat.Size,
		Link: wire.Bytes(stat.Linkname),
	}
	if entry.Type == "file" && stat.Linkname != "" {
		entry.Type = "hardlink"
	}
	return entry
}

// arrivedEmpty compares what was announced with what lies in dest. A file of no bytes loses none.
func arrivedEmpty(dest string, entries []wire.Entry) ([]wire.Bytes, error) {
	out := []wire.Bytes{}
	for _, e := range entries {
		if e.Size == 0 || e.Type != "file" && e.Type != "hardlink" {
			continue
		}
		info, err := os.Lstat(filepath.Join(dest, string(e.Path)))
		if err != nil {
			return nil, err
		}
		if info.Size() == 0 {
			out = append(out, e.Path)
		}
	}
	return out, nil
}

// scratch is an empty directory of its own; discard removes it with what a daemon would have unpacked there.
func scratch() (dir string, discard func(), err error) {
	if dir, err = os.MkdirTemp(memory(), "ctxcheck-oracle-"); err != nil {
		return "", nil, err
	}
	return dir, func() {
		if os.RemoveAll(dir) == nil {
			return
		}
		filepath.WalkDir(dir, func(path string, e fs.DirEntry, _ error) error {
			if e != nil && e.IsDir() {
				os.Chmod(path, 0o700)
			}
			return nil
		})
		os.RemoveAll(dir)
	}, nil
}

// memory is a folder that is kept in memory, where there is one: a transfer writes every file.
func memory() string {
	const shared = "/dev/shm"
	if info, err := os.Stat(shared); err == nil && info.IsDir() {
		return shared
	}
	return ""
}
