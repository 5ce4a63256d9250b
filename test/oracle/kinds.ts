import type { Bytes } from "../../src/bytes.ts";

/** How a builder refused: its own words, and which known refusal that is. */
export interface Refusal {
  readonly code:
    | "bad-pattern"
    | "illegal-exclusion"
    | "line-too-long"
    | "non-printable"
    | "header-too-large"
    | "permission"
    | "other";
  readonly text: Bytes;
}

/** One thing that a builder sent; `size` in bytes as announced, `link` the target of a link. */
export interface Entry {
  readonly path: Bytes;
  readonly type: "file" | "dir" | "symlink" | "hardlink" | "fifo" | "socket" | "device";
  readonly size: number;
  readonly link?: Bytes;
}

/** What arrived, in the order of the wire; `sent` are the paths, directories with a closing slash. */
export interface Transfer {
  readonly entries: readonly Entry[];
  readonly sent: readonly Bytes[];
  /** Files sent by name whose content the client could not open (rules D11 and D15). */
  readonly empty: readonly Bytes[];
  /** N of BuildKit's "transferring context: N" on a first build (rule D16). */
  readonly wireBytes: number;
  readonly error?: Refusal;
}

export interface ClassicStream {
  readonly entries: readonly Entry[];
  readonly sent: readonly Bytes[];
  /** N of "Sending build context to Docker daemon N" (rule C12). */
  readonly wireBytes: number;
  /** The Dockerfile's path as the daemon is told. */
  readonly dockerfile?: Bytes;
  readonly error?: Refusal;
}

export interface Verdict {
  readonly matches: boolean;
  readonly error?: Refusal;
}

/** The answers of moby/patternmatcher, one for each path (rules B13, B14, B16), and of Go's filepath.Match. */
export interface Matches {
  /** The list itself was refused; the other fields are then null. */
  readonly error?: Refusal;
  readonly orParents: readonly Verdict[] | null;
  readonly parentResults: readonly Verdict[] | null;
  readonly legacy: readonly Verdict[] | null;
  /** filepath.Match of the first pattern. */
  readonly glob: readonly Verdict[] | null;
}

/** A local directory that the builder asked its client for. */
export interface Requested {
  /** `context`, or the name of a named context. */
  readonly name: Bytes;
  readonly followPaths: readonly Bytes[];
  readonly excludes: readonly Bytes[];
}

/** A build of a Dockerfile whose files are all given here: nothing is read from disk. */
export interface DockerfileQuestion {
  readonly dockerfile: Bytes;
  /** The value of `-f` relative to its directory; `Dockerfile` where it is left out. */
  readonly file?: Bytes;
  /** `.dockerignore` of the context, and `<file>.dockerignore` beside the Dockerfile. */
  readonly ignore?: Bytes;
  readonly dockerfileIgnore?: Bytes;
  readonly target?: Bytes;
  readonly buildArgs?: Readonly<Record<Bytes, Bytes>>;
  /** The local named contexts, each with its `.dockerignore` ("" for none). */
  readonly contexts?: Readonly<Record<Bytes, Bytes>>;
  /** `linux/amd64` where it is left out. */
  readonly platforms?: readonly Bytes[];
}

/** What a Dockerfile asks for (section D of the semantics). */
export interface DockerfileRequest {
  /** Whether the main context is asked for at all. */
  readonly requested: boolean;
  /** Follow paths of the main context's first transfer; empty: everything that is not ignored. */
  readonly followPaths: readonly Bytes[];
  /** Every transfer of the finished build graph, main context included, without repeats. */
  readonly transfers: readonly Requested[];
  /** The build checks that spoke. */
  readonly warnings: readonly Warning[];
  /** BuildKit refused; `line` counts from 1, 0 where it named none. */
  readonly error?: Refusal & { readonly line: number };
}

export interface Warning {
  readonly text: Bytes;
  readonly line: number;
}

/** What arrived in `/ctx/` of a `COPY … /ctx/`; `sent` are the paths, directories with a closing slash. */
export interface BuildahCopy {
  readonly entries: readonly Entry[];
  readonly sent: readonly Bytes[];
  readonly error?: Refusal;
}

/** The kinds of question, each with its case and its answer. Paths are byte strings. */
export interface Kinds {
  /**
   * The transfer of a context: `ignore` are the bytes of the ignore file, `ignoreFile` the path of one. Of a `named`
   * context the frontend does not check the patterns beforehand.
   */
  buildkit: {
    case: {
      root: Bytes;
      ignore?: Bytes;
      ignoreFile?: Bytes;
      followPaths?: readonly Bytes[];
      named?: boolean;
    };
    answer: Transfer;
  };
  /** The tar stream of the CLI without BuildKit; `dockerfile` is the value of `-f`. */
  classic: { case: { root: Bytes; dockerfile?: Bytes }; answer: ClassicStream };
  regexp: {
    case: { pattern: Bytes; inputs: readonly Bytes[] };
    answer: { matches: boolean[] | null; error?: Bytes };
  };
  /** What a Dockerfile asks its client for; nothing but the given bytes is read. */
  dockerfile: { case: DockerfileQuestion; answer: DockerfileRequest };
  /**
   * What a COPY from the context takes with buildah, which looks for the ignore file itself: `ignoreFile` is the
   * value of --ignorefile, `containerFiles` those of -f; `sources` of the COPY are `.` where they are left out.
   */
  buildah: {
    case: { root: Bytes; ignoreFile?: Bytes; containerFiles?: readonly Bytes[]; sources?: readonly Bytes[] };
    answer: BuildahCopy;
  };
  match: { case: { patterns: readonly Bytes[]; paths: readonly Bytes[] }; answer: Matches };
}
