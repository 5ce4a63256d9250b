package main

import "errors"

type dockerfileCase struct{}

func askDockerfile(dockerfileCase) (struct{}, error) { return struct{}{}, errors.New("not yet") }
