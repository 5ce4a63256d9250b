import { CtxcheckError } from "../errors.ts";

/** A directory with such a name is still a directory, for buildx and for the docker CLI. */
const remote = /^(https?:\/\/|git:\/\/|git@|github\.com\/|ssh:\/\/)/;
/** Other forms of a named context in buildx. */
const otherContext = /^(docker-image:\/\/|oci-layout:\/\/|target:|input:)/;

/** Whether buildx takes the value of a named context as something other than a directory of this machine. */
export const isRemoteContext = (value: string): boolean => remote.test(value) || otherContext.test(value);

const repository = /^(git:\/\/|git@|github\.com\/|ssh:\/\/)|\.git(#.*)?$/;

type Kind = "git" | "archive" | "stdin";

function kindOf(shown: string): Kind | null {
  if (shown === "-") return "stdin";
  if (!remote.test(shown)) return null;
  return repository.test(shown) ? "git" : "archive";
}

/** The effect of such a context on the two sets (rules A9, A10; buildah: define.TempDirForURL). */
const meanings: Readonly<
  Record<"daemon" | "client" | "stream" | "fetched", readonly [means: string, hint: string]>
> = {
  daemon: [
    "the builder fetches it itself: nothing is sent from here, no ignore file applies, and all of it is allowed",
    "to see what it holds, fetch it into a directory and name that, with --ignore-file naming an empty file",
  ],
  client: [
    "the client clones it and filters it by its own ignore file",
    "clone it into a directory and name that: the answer is the same",
  ],
  stream: [
    "it is sent as it comes: no ignore file applies, and all of it is allowed",
    "to see what it holds, unpack it into a directory and name that, with --ignore-file naming an empty file",
  ],
  fetched: [
    "the builder puts it into a directory of its own and applies the ignore files that it holds",
    "fetch it into a directory and name that: the answer is the same",
  ],
};

function meaning(kind: Kind, builder: string): keyof typeof meanings {
  if (builder === "buildah") return "fetched";
  if (kind === "stdin") return "stream";
  return kind === "git" && builder === "classic" ? "client" : "daemon";
}

/** Null if the name is that of a directory. */
export function remoteContext(shown: string, builder: string): CtxcheckError | null {
  const kind = kindOf(shown);
  if (kind === null) return null;
  const [means, hint] = meanings[meaning(kind, builder)];
  return new CtxcheckError("context", `"${shown}" is not a local directory; ${means}`, hint);
}
