import { type Bytes, fromText, toText } from "../bytes.ts";
import { readTracked } from "../context/git/index-file.ts";
import { isFailure, readDeciding } from "../context/source.ts";
import { vcsDirectories } from "../ecosystems/index.ts";
import { readGitignore } from "../ignore/git-lines.ts";
import { ignoringLine } from "../ignore/git-rules.ts";
import type { WalkedEntry } from "../model.ts";
import type { Finding } from "./finding.ts";
import { namedIn } from "./lint/lint.ts";
import type { Rule, RuleContext, RuleRun } from "./rule.ts";

type Reported = Extract<Finding, { rule: "gitignored-but-sent" }>;

export const gitignoredButSent: Rule = {
  id: "gitignored-but-sent",
  severity: "info",
  summary:
    "A .gitignore excludes something from the repository, and it is sent to the builder (ctxcheck lint only).",
  start: (context) => (context.thorough ? collecting(context) : {}),
};

function collecting(context: RuleContext): RuleRun {
  const files: Bytes[] = [];
  const sent: { path: Bytes; bytes: number }[] = [];
  return {
    entry: ({ path, name, type, below, because, sent: isSent, sentBytes }: WalkedEntry) => {
      if (isOfVcs(path)) return [];
      if (type === "file" && name === ".gitignore" && because !== "parent-not-entered") files.push(path);
      if (isSent && below === undefined) sent.push({ path, bytes: sentBytes });
      return [];
    },
    end: () => (files.length > 0 && isWorkingCopy(context) ? check(context, files, sent) : []),
  };
}

const isOfVcs = (path: Bytes): boolean => path.split("/").some((name) => vcsDirectories.has(name));

/** Elsewhere (an archive, a commit) everything was added, whatever the .gitignore says. */
function isWorkingCopy({ plan: { context } }: RuleContext): boolean {
  const { source, root } = context;
  const holdsGit = (directory: Bytes) => !isFailure(source.stats(`${directory}/.git`));
  for (let at = root.length; at > 0; at = root.lastIndexOf("/", at - 1)) {
    if (holdsGit(root.slice(0, at))) return true;
  }
  return false;
}

const mostPaths = 3;

/** By line of a .gitignore: the topmost entries that it ignores and the builder is sent. */
function check(
  { plan }: RuleContext,
  files: Bytes[],
  sent: readonly { path: Bytes; bytes: number }[],
): Finding[] {
  const { source, root } = plan.context;
  // Outer files first: inner ones take precedence.
  const ordered = files.sort((a, b) => a.split("/").length - b.split("/").length);
  const lines = ordered.flatMap((path) => {
    const content = readDeciding(source, `${root}/${path}`, toText(path));
    const directory = path.slice(0, -".gitignore".length);
    return content === null ? [] : readGitignore(content, toText(path), directory);
  });
  const ignoring = ignoringLine(lines);
  const isNamed = namedIn(plan);
  const found = new Map<string, { reported: Reported; top: Set<Bytes> }>();
  const tracked = readTracked(plan.context)?.files;
  for (const { path, bytes } of sent) {
    const line = ignoring(path, false);
    // What was added anyway is in the repository.
    if (line === null || tracked?.has(path) === true) continue;
    const top = topmost(path, (directory) => ignoring(directory, true) !== null);
    if (isNamed(top) || isNamed(path)) continue;
    const key = `${line.file}:${line.line}`;
    const one = found.get(key) ?? { reported: newFinding(line), top: new Set() };
    found.set(key, {
      reported: { ...one.reported, files: one.reported.files + 1, bytes: (one.reported.bytes ?? 0) + bytes },
      top: one.top.add(top),
    });
  }
  return [...found.values()].map(({ reported, top }) => ({
    ...reported,
    count: top.size,
    paths: [...top].slice(0, mostPaths),
  }));
}

/** Returns the topmost ignored directory above the path, or the path itself. */
function topmost(path: Bytes, isIgnored: (directory: Bytes) => boolean): Bytes {
  for (let at = path.indexOf("/"); at >= 0; at = path.indexOf("/", at + 1)) {
    if (isIgnored(path.slice(0, at))) return path.slice(0, at);
  }
  return path;
}

const newFinding = ({ file, line, raw }: { file: string; line: number; raw: Bytes }): Reported => ({
  rule: "gitignored-but-sent",
  severity: "info",
  path: fromText(file),
  line,
  ignoring: raw,
  files: 0,
  bytes: 0,
  count: 0,
  paths: [],
});
