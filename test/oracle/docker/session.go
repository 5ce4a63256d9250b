package main

import (
	"context"
	"strconv"
	"sync"
	"sync/atomic"

	"github.com/moby/buildkit/session"
	"github.com/moby/buildkit/session/filesync"
	"github.com/moby/buildkit/session/testutil"
	// buildx and buildkitd both register this codec; gRPC's own would refuse names of invalid UTF-8.
	_ "github.com/moby/buildkit/util/grpcutil/encoding/proto"
	"github.com/tonistiigi/fsutil"
	fstypes "github.com/tonistiigi/fsutil/types"
)

// directories is the client's side of all cases: a directory is offered under a name of its own while it is asked.
type directories struct{ sync.Map }

func (d *directories) LookupDir(name string) (fsutil.FS, bool) {
	dir, ok := d.Load(name)
	if !ok {
		return nil, false
	}
	return dir.(fsutil.FS), true
}

var (
	offered directories
	serial  atomic.Int64
	// caller is the daemon's end of one session over an in-memory connection: gRPC metadata rules, HTTP/2 limits
	// and the wire format are the real ones.
	caller = sync.OnceValues(openSession)
)

func openSession() (session.Caller, error) {
	ctx := context.Background()
	client, err := session.NewSession(ctx, "oracle")
	if err != nil {
		return nil, err
	}
	manager, err := session.NewManager()
	if err != nil {
		return nil, err
	}
	client.Allow(filesync.NewFSSyncProvider(&offered))
	go client.Run(ctx, session.Dialer(testutil.TestStream(testutil.Handler(manager.HandleConn))))
	return manager.Get(ctx, client.ID(), false)
}

// offer makes a directory available to the session as buildx does; forget takes it back.
func offer(root string) (name string, err error) {
	dir, err := fsutil.NewFS(root)
	if err != nil {
		return "", err
	}
	// client/solve.go, prepareSyncedFiles (not exported): owners are reset by a filter without patterns.
	if dir, err = fsutil.NewFilterFS(dir, &fsutil.FilterOpt{Map: resetOwner}); err != nil {
		return "", err
	}
	name = strconv.FormatInt(serial.Add(1), 10)
	offered.Store(name, dir)
	return name, nil
}

func forget(name string) { offered.Delete(name) }

func resetOwner(_ string, stat *fstypes.Stat) fsutil.MapResult {
	stat.Uid = 0
	stat.Gid = 0
	return fsutil.MapResultKeep
}
