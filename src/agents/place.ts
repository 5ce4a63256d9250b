import { resolve } from "node:path";
import { fromText, toText } from "../bytes.ts";
import { disk } from "../context/disk.ts";
import { insideOf } from "../context/links.ts";
import { CtxcheckError } from "../errors.ts";

/** An existing path below the root that the server was started in, links resolved. Throws CtxcheckError "usage". */
export function inRoot(root: string, path: string): string {
  const real = disk.realPath(fromText(resolve(root, path)));
  const top = disk.realPath(fromText(root));
  if (real !== null && top !== null && insideOf(top, `${real}/`) !== null) return toText(real);
  throw new CtxcheckError(
    "usage",
    `"${path}" is not a path below the directory that the server was started in`,
    "name a path inside it",
  );
}
