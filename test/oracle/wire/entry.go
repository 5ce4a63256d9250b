package wire

import "io/fs"

// Entry is one thing that a builder sent. Size is what the builder announced, in bytes.
type Entry struct {
	Path Bytes  `json:"path"`
	Type string `json:"type"`
	Size int64  `json:"size"`
	Link Bytes  `json:"link,omitempty"`
}

// TypeOf names the kind of a file.
func TypeOf(mode fs.FileMode) string {
	switch {
	case mode.IsDir():
		return "dir"
	case mode&fs.ModeSymlink != 0:
		return "symlink"
	case mode&fs.ModeNamedPipe != 0:
		return "fifo"
	case mode&fs.ModeSocket != 0:
		return "socket"
	case mode&fs.ModeDevice != 0:
		return "device"
	default:
		return "file"
	}
}

// Names lists entries as the recorded answers do: a directory ends in "/".
func Names(entries []Entry) []Bytes {
	out := make([]Bytes, len(entries))
	for i, e := range entries {
		out[i] = e.Path
		if e.Type == "dir" {
			out[i] += "/"
		}
	}
	return out
}
