package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"sync"

	"ctxcheck.test/wire"
	"github.com/containerd/platforms"
	"github.com/moby/buildkit/client/llb"
	"github.com/moby/buildkit/client/llb/sourceresolver"
	"github.com/moby/buildkit/frontend/dockerfile/builder"
	"github.com/moby/buildkit/frontend/gateway/client"
	gatewaypb "github.com/moby/buildkit/frontend/gateway/pb"
	"github.com/moby/buildkit/solver/pb"
	digest "github.com/opencontainers/go-digest"
	ocispecs "github.com/opencontainers/image-spec/specs-go/v1"
	fstypes "github.com/tonistiigi/fsutil/types"
)

// frontend stands in for the daemon that a frontend talks to. It has no network and runs nothing: it hands out the
// files of the case, gives every image an empty configuration, and keeps the graphs that it is asked to solve.
type frontend struct {
	options map[string]string
	// files of each local directory, by the directory's name.
	files map[string]map[string][]byte

	mu       sync.Mutex
	graphs   []*pb.Definition
	warnings []warning
}

func (f *frontend) BuildOpts() client.BuildOpts {
	amd64 := platforms.MustParse("linux/amd64")
	return client.BuildOpts{
		Opts:    f.options,
		Workers: []client.WorkerInfo{{Platforms: []ocispecs.Platform{amd64}}},
		LLBCaps: pb.Caps.CapSet(pb.Caps.All()),
		Caps:    gatewaypb.Caps.CapSet(gatewaypb.Caps.All()),
	}
}

// Solve serves the loads of Dockerfile and ignore files, runs a frontend named by `# syntax=` as if it were this
// same release, and records everything else.
func (f *frontend) Solve(ctx context.Context, req client.SolveRequest) (*client.Result, error) {
	if req.Frontend != "" {
		forwarded := &frontend{options: maps.Clone(req.FrontendOpt), files: f.files}
		result, err := builder.Build(ctx, forwarded)
		f.mu.Lock()
		defer f.mu.Unlock()
		f.graphs = append(f.graphs, forwarded.graphs...)
		f.warnings = append(f.warnings, forwarded.warnings...)
		return result, err
	}
	result := client.NewResult()
	if name, ok := loadedDirectory(req.Definition); ok {
		result.SetRef(&directory{files: f.files[name]})
		return result, nil
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.graphs = append(f.graphs, req.Definition)
	result.SetRef(&directory{})
	return result, nil
}

// loadedDirectory recognises the transfers of single files: the frontend alone asks for those without comparison.
func loadedDirectory(graph *pb.Definition) (string, bool) {
	for _, raw := range graph.Def {
		var op pb.Op
		if op.UnmarshalVT(raw) != nil {
			continue
		}
		if name, ok := localSource(&op); ok && op.GetSource().Attrs[pb.AttrLocalDiffer] == pb.AttrLocalDifferNone {
			return name, true
		}
	}
	return "", false
}

const emptyImage = `{"architecture":"amd64","os":"linux","config":{},"rootfs":{"type":"layers","diff_ids":[]}}`

func (f *frontend) ResolveImageConfig(_ context.Context, ref string, _ sourceresolver.Opt) (string, digest.Digest, []byte, error) {
	return ref, digest.FromString(ref), []byte(emptyImage), nil
}

func (f *frontend) ResolveSourceMetadata(context.Context, *pb.SourceOp, sourceresolver.Opt) (*sourceresolver.MetaResponse, error) {
	return nil, errors.New("the oracle resolves no remote source")
}

func (f *frontend) Inputs(context.Context) (map[string]llb.State, error) { return nil, nil }

func (f *frontend) NewContainer(context.Context, client.NewContainerRequest) (client.Container, error) {
	return nil, errors.New("the oracle runs nothing")
}

func (f *frontend) Warn(_ context.Context, _ digest.Digest, text string, opts client.WarnOpts) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	w := warning{Text: wire.Bytes(text)}
	if len(opts.Range) > 0 {
		w.Line = opts.Range[0].Start.Line
	}
	f.warnings = append(f.warnings, w)
	return nil
}

// directory is a solved local source that holds the given files, and nothing else.
type directory struct{ files map[string][]byte }

func (d *directory) ReadFile(_ context.Context, req client.ReadRequest) ([]byte, error) {
	content, ok := d.files[req.Filename]
	if !ok {
		return nil, fmt.Errorf("open %s: %w", req.Filename, os.ErrNotExist)
	}
	return content, nil
}

func (d *directory) ToState() (llb.State, error)    { return llb.Scratch(), nil }
func (d *directory) Evaluate(context.Context) error { return nil }

func (d *directory) StatFile(_ context.Context, req client.StatRequest) (*fstypes.Stat, error) {
	content, ok := d.files[req.Path]
	if !ok {
		return nil, fmt.Errorf("stat %s: %w", req.Path, os.ErrNotExist)
	}
	return &fstypes.Stat{Path: req.Path, Mode: 0o644, Size: int64(len(content))}, nil
}

func (d *directory) ReadDir(context.Context, client.ReadDirRequest) ([]*fstypes.Stat, error) {
	return nil, errors.New("the oracle solves nothing")
}
