import type { Bytes } from "../bytes.ts";
import { unlessReported } from "../errors.ts";
import { rootScope, type Scope } from "../ignore/scope.ts";
import type { BuildPlan } from "./build-plan.ts";

/** Rule C14: what the file's own patterns exclude is sent anyway, and removed by the daemon. */
export function removedByDaemon({ builder, patterns, dockerfile, ignoreFile }: BuildPlan): Set<Bytes> {
  if (builder.engine !== "classic" || ignoreFile === null || ignoreFile.why === "named") return new Set();
  const own = patterns.filter(({ source }) => source.line > 0);
  const paths = [".dockerignore", ...(dockerfile?.inContext == null ? [] : [dockerfile.inContext])];
  return new Set(paths.filter((path) => isExcludedAlone(rootScope(own), path)));
}

/** Rule B13. The daemon treats an error as "not excluded". */
function isExcludedAlone(root: Scope, path: Bytes): boolean {
  const names = path.split("/");
  const name = names.pop() ?? "";
  const scope = names.reduce((entered, directory) => entered.enter(directory), root);
  return unlessReported(() => scope.decideAlone(name).matched) ?? false;
}
