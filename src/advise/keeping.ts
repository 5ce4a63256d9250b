import type { Bytes } from "../bytes.ts";
import { readTracked, type Tracked } from "../context/git/index-file.ts";
import { trackedByGit } from "../explain/explain.ts";
import { baseName } from "../findings/kinds.ts";
import { once } from "../once.ts";
import { sentFiles } from "../plan/decide.ts";
import { isCredential, isLikelyCredential, isSource } from "./file-kind.ts";
import type { Measured } from "./trial.ts";

/** Why something stays in the context, whatever its name or contents; null if it may be excluded. */
export interface Keeping {
  /** For a file or directory that holds a secret or is named like one. */
  secret(path: Bytes): string | null;
  /** For something named like what tools leave behind. */
  byName(path: Bytes): string | null;
  /** For something large; a directory may also be known to hold sources by its name. */
  large(path: Bytes, isDirectory: boolean): string | null;
  /** Whether git tracks it or something below it. */
  isTracked(path: Bytes): boolean;
}

/**
 * Sources, translations, migrations, templates and tool configuration that git tracks are never excluded. Without git,
 * file names decide.
 */
export function keepingOf(measured: Measured): Keeping {
  const { plan } = measured;
  const { source } = plan.context;
  const tracked = once(() => (source.origin === undefined ? readTracked(plan.context) : "all"));
  const trackedSource = once(() => trackedSources(tracked(), (path) => firstSource(measured, path)));
  const isTracked = (path: Bytes) => isUnderControl(tracked(), path);
  const byName = (path: Bytes) => {
    const found = trackedSource()(path);
    return found === null ? null : reported("git tracks", found, path);
  };
  return {
    byName,
    isTracked,
    secret: (path) => {
      if (isCredential(path)) return null;
      if (isTracked(path)) return trackedByGit;
      return isSource(path) && !isLikelyCredential(path)
        ? "it is source, or the configuration of a tool"
        : null;
    },
    large: (path, isDirectory) => {
      if (isTracked(path)) return trackedByGit;
      if (isDirectory && sourceRoots.has(baseName(path))) return "sources lie in a directory of this name";
      if (tracked() !== null) return null;
      const found = firstSource(measured, path);
      return found === null ? null : reported("it holds sources:", found, path);
    },
  };
}

function firstSource(measured: Measured, path: Bytes): Bytes | null {
  for (const file of sentFiles(measured, path)) if (isSource(file.path)) return file.path;
  return null;
}

const sourceRoots: ReadonlySet<Bytes> = new Set(
  "src source sources lib libs app apps packages crates modules cmd internal pkg components vendor".split(
    " ",
  ),
);

const reported = (what: string, found: Bytes, path: Bytes): string =>
  found === path ? trackedByGit : `${what} ${found}`;

type Control = Tracked | "all" | null;

function isUnderControl(tracked: Control, path: Bytes): boolean {
  if (tracked === null || tracked === "all") return tracked !== null;
  return tracked.files.has(path) || tracked.directories.has(path) || isOfWhole(tracked, path);
}

/** Whether it lies in another repository or a part of a sparse checkout, all of which counts as tracked. */
function isOfWhole({ whole }: Tracked, path: Bytes): boolean {
  if (whole.size === 0) return false;
  for (let end = path.length; end > 0; end = path.lastIndexOf("/", end - 1))
    if (whole.has(path.slice(0, end))) return true;
  return false;
}

/** Returns a lookup of the first tracked source at or below a path. */
function trackedSources(
  tracked: Control,
  firstOf: (path: Bytes) => Bytes | null,
): (path: Bytes) => Bytes | null {
  if (tracked === null) return () => null;
  if (tracked === "all") return firstOf;
  const first = new Map<Bytes, Bytes>();
  for (const file of tracked.files) {
    if (!isSource(file)) continue;
    for (let end = file.length; end > 0; end = file.lastIndexOf("/", end - 1)) {
      const at = file.slice(0, end);
      if (first.has(at)) break;
      first.set(at, file);
    }
  }
  return (path) => first.get(path) ?? (isOfWhole(tracked, path) ? path : null);
}
