import type { Bytes } from "../bytes.ts";
import { spellPath } from "../ignore/spell.ts";
import { isNamedPath, namedPath } from "../image/named-path.ts";
import { namedContexts } from "../image/received.ts";
import type { Problem, WalkedEntry } from "../model.ts";
import type { BuildPlan } from "../plan/build-plan.ts";
import type { Finding } from "./finding.ts";
import type { Rule } from "./rule.ts";

export const arrivesEmpty: Rule = {
  id: "arrives-empty",
  severity: "error",
  summary: "A file is sent by name, but its content is lost on the way; the build does not fail.",
  start: ({ plan }) => {
    const unreadable = new Set<string>();
    return {
      problem: ({ path }) => {
        unreadable.add(path);
        return [];
      },
      entry: (entry) => (entry.arrivesEmpty && entry.type === "file" ? [emptyFile(entry, unreadable)] : []),
      end: () => emptyNamed(plan).map((entry) => emptyFile(entry, unreadable)),
    };
  },
};

/** Returns the files of named contexts that arrive empty. */
function emptyNamed(plan: BuildPlan): Empty[] {
  return [...namedContexts(plan)].flatMap(([{ name }, { entries }]) =>
    entries
      .filter(({ type, arrivesEmpty }) => type === "file" && arrivesEmpty)
      .map(({ path, linkOf }) => ({
        path: namedPath(name, path),
        by: null,
        linkOf: linkOf === "" ? "" : namedPath(name, linkOf),
      })),
  );
}

type Empty = Pick<WalkedEntry, "path" | "by" | "linkOf">;

function emptyFile({ path, by, linkOf }: Empty, unreadable: ReadonlySet<string>): Finding {
  if (linkOf !== "") {
    return { rule: "arrives-empty", severity: "error", path, why: "hard-link", first: linkOf };
  }
  const why = unreadable.has(path) ? "unreadable" : "pattern";
  const place = by === null ? null : `${by.source.file}:${by.source.line}`;
  const finding = { rule: "arrives-empty", severity: "error", path, why, by: place } as const;
  return why === "unreadable" && !isNamedPath(path) ? { ...finding, fix: spellPath(path) } : finding;
}

export const unreadable: Rule = {
  id: "unreadable",
  severity: "error",
  summary: "Something in the context cannot be read: the build fails, or the numbers here are too small.",
  start: ({ destinations, plan }) => {
    const found = new Map<Bytes, Finding>();
    return {
      problem: (problem) => {
        // Rules about copies report these with their instruction.
        if (problem.code !== "copy-failed" || destinations === null)
          found.set(problem.path, unreadFinding(problem));
        return [];
      },
      // A file that arrives empty because it cannot be read has a finding of its own.
      entry: ({ path, arrivesEmpty }) => {
        if (arrivesEmpty) found.delete(path);
        return [];
      },
      end: () => {
        for (const { path } of emptyNamed(plan)) found.delete(path);
        return [...found.values()];
      },
    };
  },
};

function unreadFinding({ path, reason, refusal, code }: Problem): Finding {
  const severity = refusal ? "error" : "warning";
  const what = code === "copy-failed" || code === "special" ? "copied" : "read";
  const base = {
    rule: "unreadable",
    severity,
    path,
    reason,
    refusal,
    vanished: code === "vanished",
    what,
  } as const;
  return refusal && code === "unreadable" && path !== "" && !isNamedPath(path)
    ? { ...base, fix: spellPath(path) }
    : base;
}

export const specialFile: Rule = {
  id: "special-file",
  severity: "warning",
  summary: "A socket, FIFO or device is in the context.",
  start: () => ({
    entry: ({ path, type, allowed, because, sent }) =>
      isSpecial(type) && (allowed || because === "socket-skipped")
        ? [{ rule: "special-file", severity: "warning", path, type, sent }]
        : [],
  }),
};

const isSpecial = (type: WalkedEntry["type"]) => type === "fifo" || type === "socket" || type === "device";
