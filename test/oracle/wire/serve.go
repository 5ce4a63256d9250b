package wire

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"runtime"
	"runtime/debug"
	"sync"
)

// Handler answers one case. An error means that the case could not be asked at all (a fault of the caller or of
// this program); what a builder refuses is part of the answer.
type Handler func(raw json.RawMessage) (any, error)

type request struct {
	ID   int64           `json:"id"`
	Kind string          `json:"kind"`
	Case json.RawMessage `json:"case"`
}

type response struct {
	ID      int64  `json:"id"`
	Answer  any    `json:"answer,omitempty"`
	Failure string `json:"failure,omitempty"`
}

// Handle adapts a typed function to a Handler.
func Handle[C, A any](ask func(C) (A, error)) Handler {
	return func(raw json.RawMessage) (any, error) {
		var c C
		if err := json.Unmarshal(raw, &c); err != nil {
			return nil, err
		}
		return ask(c)
	}
}

// Serve answers the cases of in, one JSON object a line, until in ends. Answers may come in another order.
func Serve(in io.Reader, out io.Writer, kinds map[string]Handler) error {
	requests := make(chan request)
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	var writing sync.Mutex
	var workers sync.WaitGroup
	for range max(4, runtime.GOMAXPROCS(0)) {
		workers.Go(func() {
			for r := range requests {
				answer := answer(kinds, r)
				writing.Lock()
				if err := encoder.Encode(answer); err != nil {
					encoder.Encode(response{ID: r.ID, Failure: err.Error()})
				}
				writing.Unlock()
			}
		})
	}
	err := read(in, requests)
	close(requests)
	workers.Wait()
	return err
}

func read(in io.Reader, requests chan<- request) error {
	decoder := json.NewDecoder(bufio.NewReaderSize(in, 1<<20))
	for {
		var r request
		if err := decoder.Decode(&r); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
		requests <- r
	}
}

func answer(kinds map[string]Handler, r request) (out response) {
	defer func() {
		if p := recover(); p != nil {
			out = response{ID: r.ID, Failure: fmt.Sprintf("panic: %v\n%s", p, debug.Stack())}
		}
	}()
	handler, ok := kinds[r.Kind]
	if !ok {
		return response{ID: r.ID, Failure: "unknown kind " + r.Kind}
	}
	a, err := handler(r.Case)
	if err != nil {
		return response{ID: r.ID, Failure: err.Error()}
	}
	return response{ID: r.ID, Answer: a}
}
