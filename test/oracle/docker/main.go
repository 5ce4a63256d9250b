// Command oracle answers what Docker's builders do, by running their own code. See ../README.md.
package main

import (
	"fmt"
	"io"
	"os"

	"ctxcheck.test/wire"
	"github.com/sirupsen/logrus"
)

func main() {
	logrus.SetOutput(io.Discard)
	if err := wire.Serve(os.Stdin, os.Stdout, map[string]wire.Handler{
		"buildkit":   wire.Handle(askBuildkit),
		"classic":    wire.Handle(askClassic),
		"dockerfile": wire.Handle(askDockerfile),
		"match":      wire.Handle(askMatch),
		"regexp":     wire.Handle(askRegexp),
		"walk":       wire.Handle(askWalk),
	}); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
