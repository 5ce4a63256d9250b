// Command buildah answers what buildah copies, by running buildah's own code. See ../README.md.
package main

import (
	"fmt"
	"io"
	"os"

	"ctxcheck.test/wire"
	"github.com/sirupsen/logrus"
	"go.podman.io/buildah"
)

func main() {
	if buildah.InitReexec() { // buildah copies in processes of its own: this program again
		return
	}
	logrus.SetOutput(io.Discard)
	if err := serve(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func serve() error {
	stages, err := openStages()
	if err != nil {
		return err
	}
	defer stages.close()
	return wire.Serve(os.Stdin, os.Stdout, map[string]wire.Handler{"buildah": wire.Handle(stages.ask)})
}
