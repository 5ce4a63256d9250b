import type { Bytes } from "../bytes.ts";
import { CopyFailure } from "./copy-failure.ts";
import { type ImageTree, isScratch } from "./image-tree.ts";
import { lstat, rootPath } from "./resolve-path.ts";

/** llb WithUser: "root", numbers and omitted parts need no lookup. */
export function namedParts(chown: Bytes): { user: Bytes | null; group: Bytes | null } {
  const [user = "", group = ""] = chown.split(/:(.*)/s);
  return { user: isNamed(user) ? user : null, group: isNamed(group) ? group : null };
}

function isNamed(part: Bytes): boolean {
  if (part === "" || part === "root") return false;
  return !/^[+-]?\d{1,10}$/.test(part) || Number(part) > 0x7fff_ffff || Number(part) < -0x8000_0000;
}

/**
 * BuildKit looks up the names of owners in the stage: solver/llbsolver validateOwner, readUser. An empty stage has no
 * files to search; a missing file was a failure for BuildKit 0.8. A name that is not in the file counts as root.
 */
export function checkOwner(tree: ImageTree, chown: Bytes, missing: "root" | "refused"): void {
  const { user, group } = namedParts(chown);
  const files = [user === null ? "" : "/etc/passwd", group === null ? "" : "/etc/group"].filter(Boolean);
  if (files.length > 0 && isScratch(tree)) throw new CopyFailure("invalid user index: -1", "source");
  if (missing === "root") return;
  for (const file of files) {
    if (!tree.mayHold(file) && lstat(tree, rootPath(tree, file)) === null)
      throw new CopyFailure(`open ${file}: no such file or directory`, "source");
  }
}
