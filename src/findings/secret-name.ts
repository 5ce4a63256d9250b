import type { Bytes } from "../bytes.ts";
import { spellPath } from "../ignore/spell.ts";
import type { WalkedEntry } from "../model.ts";
import { type NameHit, secretName } from "../secrets/names.ts";
import type { Finding } from "./finding.ts";
import { insideDependencies } from "./kinds.ts";
import type { Rule } from "./rule.ts";

export const secretNameRule: Rule = {
  id: "secret-name",
  severity: "error",
  summary: "A file that is sent bears the name of a key, a token store or another secret.",
  start: () => {
    const told = new Set<Bytes>();
    return { entry: (entry) => judge(entry, told) };
  },
};

/** `told`: directories whose name already told, so that not every file below them is. */
function judge({ path, type, sent, below, sentBytes }: WalkedEntry, told: Set<Bytes>): Finding[] {
  if (!sent || type === "symlink") return [];
  const hit = secretName(path, below !== undefined);
  if (hit === null || hit.mode === "hygiene") return [];
  // The directory around it is a finding already; its content decides about the file.
  if (hit.mode === "confirm" && insideDependencies(path)) return [];
  const where = hit.within ?? path;
  if (hit.within !== null && told.has(hit.within)) return [];
  if (hit.within !== null) told.add(hit.within);
  return [finding(hit, where, below?.sent.bytes ?? sentBytes)];
}

function finding(hit: NameHit, path: Bytes, bytes: number): Finding {
  const confirmed = hit.mode === "name";
  const severity = confirmed ? hit.severity : hit.severity === "error" ? "warning" : "info";
  return {
    rule: "secret-name",
    severity,
    path,
    fix: spellPath(path),
    bytes,
    group: hit.group,
    what: hit.what,
    confirmed,
  };
}
