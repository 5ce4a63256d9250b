import { relative, resolve } from "node:path";
import { type Bytes, fromText, toText } from "../../bytes.ts";
import { disk } from "../../context/disk.ts";
import { insideOf, parentOf } from "../../context/links.ts";
import { isFailure } from "../../context/source.ts";
import { CtxcheckError } from "../../errors.ts";
import { isRemoteContext } from "../../plan/remote-context.ts";
import type { ConfigFile } from "./find.ts";
import type { ConfigOption } from "./option.ts";

/**
 * Converts a value of a configuration file to what the command line would say in `cwd`: paths are relative to the
 * folder of the file and stay in its repository, outside .git, whatever links are on the way. `at`: its place, for
 * display. Throws CtxcheckError "config": the file may be someone else's.
 */
export function placeValue(
  { name, path }: Pick<ConfigOption, "name" | "path">,
  value: string,
  { folder, root }: Pick<ConfigFile, "folder" | "root">,
  cwd: string,
  at: string,
): string {
  if (path === null || value === "-") return value;
  const end = path === "whole" ? 0 : value.indexOf("=") + 1;
  const named = value.slice(end);
  if (path === "behind-equals" && (end === 0 || named === "")) return value;
  if (name === "build-context" && isRemoteContext(named) && isNothing(resolve(cwd, named))) return value;
  const absolute = resolve(toText(folder), named);
  if (!staysInside(root, fromText(absolute))) {
    throw new CtxcheckError(
      "config",
      `${at}: "${named}" is not in the repository of this file`,
      "a configuration file may only name what is in its repository, outside .git; set it on the command line",
    );
  }
  return `${value.slice(0, end)}${relative(cwd, absolute) || "."}`;
}

/** An existing directory of such a name would be the context. */
const isNothing = (path: string) => isFailure(disk.stats(fromText(path)));

/** The nearest existing parent decides, links resolved; a dangling link could lead anywhere. */
function staysInside(root: Bytes, path: Bytes): boolean {
  if (isFailure(disk.stats(path))) return path !== "/" && staysInside(root, parentOf(path)) && !hasGit(path);
  const real = disk.realPath(path);
  if (real === null) return false;
  if (real === root) return true;
  const inside = insideOf(root, real);
  return inside !== null && !hasGit(`/${inside}`);
}

const hasGit = (path: Bytes) => /\/\.git(\/|$)/i.test(path);
