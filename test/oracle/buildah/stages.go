package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"sync"

	"go.podman.io/buildah"
	"go.podman.io/common/libnetwork/types"
	"go.podman.io/storage"
)

// stages are working containers without a base image, in a store of their own. A container copies for one case at a
// time.
type stages struct {
	folder string
	store  storage.Store

	mu   sync.Mutex
	idle []*stage
}

type stage struct {
	*buildah.Builder
	root string
}

// noNetwork keeps buildah from looking for a network program: nothing is run.
type noNetwork struct{ types.ContainerNetwork }

func openStages() (*stages, error) {
	folder, err := os.MkdirTemp(memory(), "ctxcheck-oracle-")
	if err != nil {
		return nil, err
	}
	store, err := storage.GetStore(storage.StoreOptions{
		GraphDriverName: "vfs",
		GraphRoot:       filepath.Join(folder, "graph"),
		RunRoot:         filepath.Join(folder, "run"),
	})
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(folder))
	}
	return &stages{folder: folder, store: store}, nil
}

func (s *stages) close() {
	for _, stage := range s.idle {
		stage.Unmount()
		stage.Delete()
	}
	s.store.Shutdown(true)
	os.RemoveAll(s.folder)
}

func (s *stages) take() (*stage, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if n := len(s.idle); n > 0 {
		stage := s.idle[n-1]
		s.idle = s.idle[:n-1]
		return stage, nil
	}
	builder, err := buildah.NewBuilder(context.Background(), s.store, buildah.BuilderOptions{
		FromImage:        "scratch",
		NetworkInterface: noNetwork{},
	})
	if err != nil {
		return nil, err
	}
	root, err := builder.Mount("")
	if err != nil {
		return nil, err
	}
	return &stage{builder, root}, nil
}

func (s *stages) giveBack(stage *stage) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.idle = append(s.idle, stage)
}

// memory is a folder that is kept in memory, where there is one.
func memory() string {
	const shared = "/dev/shm"
	if info, err := os.Stat(shared); err == nil && info.IsDir() {
		return shared
	}
	return ""
}
