import type { Bytes } from "../bytes.ts";
import { spellPath } from "../ignore/spell.ts";
import type { WalkedEntry } from "../model.ts";
import { type NameHit, nameMeansSecret, secretName } from "../secrets/names.ts";
import type { SecretScan } from "../survey/secrets.ts";
import type { Finding } from "./finding.ts";
import { directoryFix, insideDependencies } from "./kinds.ts";
import type { Rule } from "./rule.ts";

export const secretNameRule: Rule = {
  id: "secret-name",
  severity: "error",
  summary: "A file that is sent has the name of a key, a token store or another secret.",
  start: () => {
    const named: Named[] = [];
    return {
      entry: (entry) => {
        for (const one of check(entry)) named.push(one);
        return [];
      },
      scanned: (scan) => named.filter((finding) => scan === null || !isSettled(finding, scan)),
    };
  },
};

/** `content`: the name under which the file is read, the first if it has several. */
type Named = Extract<Finding, { rule: "secret-name" }> & { readonly path: Bytes; readonly content: Bytes };

/**
 * A file with a finding about its content is not reported for its name; a name that only may indicate a secret can be
 * cleared.
 */
function isSettled({ content }: Named, { paths, isCleared }: SecretScan): boolean {
  return paths.has(content) || isCleared(content);
}

/** A directory with such a name is reported once, for all its files. */
function check(entry: WalkedEntry): Named[] {
  const { path, name, type, sent, below } = entry;
  if (type === "symlink" || !(below === undefined ? sent : below.sent.files > 0)) return [];
  if (!nameMeansSecret(name, below !== undefined)) return [];
  const hit = secretName(path, below !== undefined);
  if (hit === null || hit.mode === "hygiene") return [];
  // The directory around it is a finding already, and the content decides about the file.
  if (hit.mode === "confirm" && (insideDependencies(path) || isEmpty(entry))) return [];
  return hit.within === (below === undefined ? null : path) ? [finding(hit, entry)] : [];
}

function isEmpty({ type, size, arrivesEmpty }: WalkedEntry): boolean {
  return type === "file" && (size === 0 || arrivesEmpty);
}

function finding(hit: NameHit, { path, below, by, sentBytes, linkOf }: WalkedEntry): Named {
  const confirmed = hit.mode === "name";
  const severity = confirmed ? hit.severity : hit.severity === "error" ? "warning" : "info";
  const fix = spellPath(path);
  return {
    rule: "secret-name",
    severity,
    path,
    content: linkOf === "" ? path : linkOf,
    fix: below === undefined ? fix : directoryFix({ by }, fix),
    bytes: below?.sent.bytes ?? sentBytes,
    group: hit.group,
    what: hit.what,
    confirmed,
  };
}
