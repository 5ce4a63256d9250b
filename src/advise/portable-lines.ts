import { fromText } from "../bytes.ts";
import { vcsDirectories } from "../ecosystems/index.ts";
import type { Comparison } from "../explain/compare.ts";
import { baseName } from "../findings/kinds.ts";
import { isCredential } from "./file-kind.ts";

/** Removes lines that would make every builder include what does not belong in a context. */
export function withoutHarmfulLines(comparison: Comparison): Comparison {
  const groups = comparison.groups.map((group) =>
    group.paths.some(isUnwanted) ? { ...group, portable: null } : group,
  );
  return { ...comparison, groups };
}

const ofBuild = /^(.*\.)?(Dockerfile|Containerfile)(\..*)?$|^(.*\.)?(dockerignore|containerignore)$/i;

function isUnwanted(text: string): boolean {
  const path = fromText(text);
  const isHistory = path.split("/").some((name) => vcsDirectories.has(name));
  return isHistory || isCredential(path) || ofBuild.test(baseName(path));
}
