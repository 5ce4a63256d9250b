import { type Bytes, isAscii, toText } from "../bytes.ts";

/** Where people keep Dockerfiles, a few levels deep. */
const names = ["Dockerfile", "*.Dockerfile", "Dockerfile.*", "Containerfile", "*.containerfile"];
const depth = 4;

/**
 * Dockerfiles below a directory, relative to it, nearest first, `most` at most (five, to tell which could be meant).
 * What cannot be read is passed over.
 */
export async function findDockerfiles(root: Bytes, most = 5): Promise<string[]> {
  if (!isAscii(root)) return [];
  const { default: glob } = await import("fast-glob");
  const found = await glob(
    names.map((name) => `**/${name}`),
    {
      cwd: root,
      deep: depth,
      ignore: ["**/node_modules", "**/.git", "**/*.dockerignore"],
      followSymbolicLinks: false,
      suppressErrors: true,
      dot: true,
    },
  );
  return found.map(toText).sort(nearestFirst).slice(0, most);
}

const levels = (path: string) => path.split("/").length;

const nearestFirst = (a: string, b: string) => levels(a) - levels(b) || (a < b ? -1 : 1);
