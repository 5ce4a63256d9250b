import type { Bytes } from "../../src/bytes.ts";
import type { IgnoreCase, TreeEntry } from "./cases.ts";
import { makeIgnore } from "./generate-ignore.ts";
import type { Random } from "./random.ts";

const fileModes = [0o400, 0o444, 0o600, 0o640, 0o755, 0o777, 0o1666, 0o2711, 0o4755, 0o6777];
const directoryModes = [0o700, 0o755, 0o777, 0o1777, 0o2775];

/** Seconds: before 1970, zero, where the number takes one byte more, halves, and beyond 32 bits. */
const times = [
  -86_400,
  -1,
  -0.5,
  0,
  0.001,
  1,
  562_949,
  562_950,
  72_057_594,
  72_057_595,
  1.5e9,
  1.5e9 + 0.25,
  2 ** 32,
];

/** Where a Dockerfile may lie that is not simply called so. No tree has these names. */
const dockerfiles: readonly Bytes[] = [
  ..."build/Dockerfile build/Df build/x/Dockerfile build/x/y/Df Dockerfile.dev Dockerfile[1] build/a* build/!f build/[a]".split(
    " ",
  ),
  "build/a b",
  "build/caf\xc3\xa9",
];

/** The case with odd modes and times, and sometimes with its Dockerfile elsewhere and lines of the ignore file about it. */
export function withMetadata(random: Random, given: IgnoreCase): IgnoreCase {
  const tree = given.tree.map((entry) =>
    random.chance(0.15) ? { ...entry, ...metadata(random, entry) } : entry,
  );
  if (!random.chance(0.2)) return { ...given, tree };
  const file = random.pick(dockerfiles);
  const about = makeIgnore(random, [{ path: file, size: 1 }, ...given.tree.slice(0, 1)]);
  const ignore = random.chance(0.5) ? `${given.ignore}\n${about}` : `${about}\n${given.ignore}`;
  return { ...given, file, ignore, tree };
}

function metadata(random: Random, { path, link }: TreeEntry): Pick<TreeEntry, "mode" | "mtime"> {
  const modes = path.endsWith("/") ? directoryModes : fileModes;
  return {
    ...(link === undefined && random.chance(0.7) ? { mode: random.pick(modes) } : {}),
    ...(random.chance(0.7) ? { mtime: random.pick(times) } : {}),
  };
}
