import { toText } from "../../src/bytes.ts";
import { CtxcheckError, type ImageListing, imagePaths } from "../../src/index.ts";
import type { TarEntry } from "./tar.ts";

/** What is not a directory in an image: a path, its type and its bytes a line. */
export interface ImageFiles {
  /** What its file system shows. */
  readonly visible: readonly string[];
  /** What any of its layers holds. */
  readonly ever: readonly string[];
}

export type ImageAnswer = ImageFiles | "the build fails";

const whiteout = /(^|\/)\.wh\.([^/]*)$/;

/** What a builder made, layer by layer. */
export function filesOf(layers: readonly (readonly TarEntry[])[] | null): ImageAnswer {
  if (layers === null) return "the build fails";
  const visible = new Map<string, string>();
  const ever = new Set<string>();
  for (const { path, type, size } of layers.flat()) {
    if (whiteout.test(path)) visible.delete(path.replace(whiteout, "$1$2"));
    else if (type !== "directory") {
      const line = describe(toText(path), type === "hardlink" ? "file" : type, size);
      visible.set(path, line);
      ever.add(line);
    }
  }
  return { visible: [...visible.values()].sort(), ever: [...ever].sort() };
}

/** What `ctxcheck image` says; `unpacked`: what each archive gives below the directory that it is unpacked into. */
export async function imageOf(
  options: Parameters<typeof imagePaths>[0],
  unpacked: readonly (readonly [path: string, size: number])[] = [],
): Promise<ImageAnswer> {
  const listing = await listed(options);
  if (listing === null) return "the build fails";
  const archived = listing.archives.flatMap(({ path }) =>
    unpacked.map(([name, size]) => describe(`${path.slice(1)}/${name}`, "file", size)),
  );
  const paths = listing.paths.map(({ path, type, size }) => describe(path.slice(1), type, size));
  const visible = [...paths, ...archived].sort();
  const hidden = listing.hidden.map(({ path, type, size }) => describe(path.slice(1), type, size));
  return { visible, ever: [...new Set([...visible, ...hidden])].sort() };
}

async function listed(options: Parameters<typeof imagePaths>[0]): Promise<ImageListing | null> {
  try {
    return await imagePaths(options);
  } catch (error) {
    if (error instanceof CtxcheckError && ["copy-failed", "dockerfile"].includes(error.code)) return null;
    throw error;
  }
}

const describe = (path: string, type: string, size: number) => `${path} ${type} ${size}`;
