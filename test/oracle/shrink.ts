import type { Bytes } from "../../src/bytes.ts";
import type { DockerfileCase, IgnoreCase, TreeEntry } from "./cases.ts";

/** A list in a case from which items can be left out. */
interface Part<C> {
  count(given: C): number;
  keep(given: C, kept: (index: number) => boolean): C;
}

type Any = IgnoreCase | DockerfileCase;

/**
 * A smaller case that still fails: entries of the tree, lines of the ignore files and of the Dockerfile, options
 * and at last single characters of the ignore file are left out as long as `stillFails` says yes. It asks at most
 * `limit` times; a case on which it throws counts as one that does not fail.
 */
export async function shrink<C extends IgnoreCase | DockerfileCase>(
  given: C,
  stillFails: (smaller: C) => boolean | Promise<boolean>,
  limit = 2000,
): Promise<C> {
  let asked = 0;
  const fails = async (smaller: C) => {
    if (asked++ >= limit) return false;
    try {
      return await stillFails(smaller);
    } catch {
      return false;
    }
  };
  let best = given;
  for (let before = Number.POSITIVE_INFINITY; sizeOf(best) < before; ) {
    before = sizeOf(best);
    for (const part of parts<C>()) best = await without(best, part, fails);
  }
  return best;
}

const sizeOf = (given: Any) => JSON.stringify(given).length;

/** Leaves out runs of items, long ones first. */
async function without<C>(given: C, part: Part<C>, fails: (smaller: C) => Promise<boolean>): Promise<C> {
  let best = given;
  for (let length = part.count(best); length >= 1; length = Math.floor(length / 2)) {
    for (let start = 0; start < part.count(best); ) {
      const smaller = part.keep(best, (index) => index < start || index >= start + length);
      if (await fails(smaller)) best = smaller;
      else start += length;
    }
  }
  return best;
}

function parts<C extends Any>(): Part<C>[] {
  return [
    {
      count: ({ tree }) => tree.length,
      keep: (given, kept) => ({ ...given, tree: closed(given.tree.filter((_, i) => kept(i))) }),
    },
    textPart<C>("dockerfile", /(?<=\n)/),
    textPart<C>("ignore", /(?<=\n)/),
    textPart<C>("dockerfileIgnore", /(?<=\n)/),
    ...["file", "ignore", "dockerfileIgnore", "target", "buildArgs", "contexts", "platforms"].map(
      optionPart<C>,
    ),
    textPart<C>("ignore", ""),
  ];
}

/** A hard link cannot outlive the file it names. */
function closed(tree: readonly TreeEntry[]): TreeEntry[] {
  const paths = new Set(tree.map(({ path }) => path));
  return tree.filter(({ hardLink }) => hardLink === undefined || paths.has(hardLink));
}

function textPart<C extends Any>(
  field: "dockerfile" | "ignore" | "dockerfileIgnore",
  between: RegExp | "",
): Part<C> {
  const text = (given: Any): Bytes => ({ dockerfile: "", ignore: "", dockerfileIgnore: "", ...given })[field];
  const pieces = (given: Any) => text(given).split(between);
  return {
    count: (given) => (field in given ? pieces(given).length : 0),
    keep: (given, kept) => ({
      ...given,
      [field]: pieces(given)
        .filter((_, index) => kept(index))
        .join(""),
    }),
  };
}

/** A field that may be left out altogether. An ignore case keeps its ignore file. */
function optionPart<C extends Any>(field: string): Part<C> {
  return {
    count: (given) => (field in given && "dockerfile" in given ? 1 : 0),
    keep: (given) => {
      const rest: C = { ...given };
      Reflect.deleteProperty(rest, field);
      return rest;
    },
  };
}
