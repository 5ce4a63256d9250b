import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { isCredential, isSource } from "../../src/advise/file-kind.ts";
import { initDenyList } from "../../src/advise/init/init.ts";
import { type SuggestOptions, suggestLines } from "../../src/advise/learn.ts";
import { fromText, toBuffer, toText } from "../../src/bytes.ts";
import { listSet } from "../../src/explain/list.ts";
import { inspectBuild } from "../../src/inspect.ts";
import type { Report } from "../../src/report-model.ts";
import { buildOf, planOf } from "../context/trees.ts";

/** What went wrong when advice was followed: all of it is to be empty. */
export interface Outcome {
  readonly stayed: string[];
  readonly broken: string[];
  readonly sourcesLost: string[];
  readonly contradictions: string[];
  /** Pieces of advice that were followed. */
  followed: number;
}

const limits = { largeFile: 100_000, largeDirectory: 400_000 };

const options = (root: string): SuggestOptions => ({
  ...buildOf(root, "buildkit"),
  limits,
  secrets: { maxSize: 1 << 20 },
});

const report = (root: string): Promise<Report> =>
  inspectBuild({ ...options(root), measureExcluded: false, budgets: [] });

/** Follows every line of the report, of suggest and of init by itself, and looks again. */
export async function followAdvice(root: string): Promise<Outcome> {
  const outcome: Outcome = { stayed: [], broken: [], sourcesLost: [], contradictions: [], followed: 0 };
  const path = `${root}/.dockerignore`;
  const before = existsSync(path) ? readFileSync(path, "utf8") : null;
  const first = await report(root);
  const tracked = trackedSources(root);
  const trying = async (what: string, content: string, check: (then: Report) => void) => {
    outcome.followed++;
    writeFileSync(path, toBuffer(content));
    const then = await report(root);
    check(then);
    for (const one of newFailures(first, then)) outcome.broken.push(`${what}: ${one}`);
    for (const one of lost(root, tracked)) outcome.sourcesLost.push(`${what}: ${one}`);
    if (before === null) rmSync(path);
    else writeFileSync(path, before);
  };
  for (const { rule, path: at, fix } of first.findings) {
    if (fix === null) continue;
    await trying(`${rule} ${fix}`, `${before ?? ""}\n${toBytes(fix)}\n`, ({ findings }) => {
      if (findings.some((one) => one.rule === rule && one.path === at && one.fix === fix))
        outcome.stayed.push(`${rule} ${at}`);
    });
  }
  const { suggestions, withheld } = await suggestLines(options(root));
  for (const { lines, replaces, files } of suggestions) {
    const kept = (before ?? "").split("\n").filter((_, index) => index + 1 !== replaces?.line);
    await trying(`suggest ${lines.join(" ")}`, `${[...kept, ...lines].map(toBytes).join("\n")}\n`, (then) => {
      if (then.sent.files > first.sent.files + 1 - files) outcome.stayed.push(`suggest ${lines.join(" ")}`);
    });
  }
  const stays = new Set(withheld.flatMap(({ paths }) => paths));
  for (const { path: at, rule, fix } of first.findings)
    if (fix !== null && at !== null && stays.has(at)) outcome.contradictions.push(`${rule} ${at}: ${fix}`);
  const { content } = await initDenyList(options(root));
  await trying("init", toText(content), () => {});
  return outcome;
}

const toBytes = (text: string) => fromText(text);

function newFailures(first: Report, then: Report): string[] {
  const failures = ({ findings }: Report) =>
    findings.flatMap(({ rule, line, message }) =>
      /^copy-|arrives-empty/.test(rule) ? [`${rule} ${line} ${message}`] : [],
    );
  const known = new Set(failures(first));
  return failures(then).filter((one) => !known.has(one));
}

/** What git tracks and is source, and is let through today. */
function trackedSources(root: string): string[] {
  const git = ["-C", root, "ls-files", "-z"];
  const files = existsSync(`${root}/.git`) ? execFileSync("git", git, { encoding: "utf8" }).split("\0") : [];
  const allowed = allowedNow(root);
  return files.filter(
    (path) => allowed.has(path) && isSource(fromText(path)) && !isCredential(fromText(path)),
  );
}

const allowedNow = (root: string): ReadonlySet<string> =>
  new Set(listSet(planOf(root, "buildkit"), "allowed").entries.map(({ path }) => toText(path)));

function lost(root: string, tracked: readonly string[]): string[] {
  const allowed = allowedNow(root);
  return tracked.filter((path) => !allowed.has(path));
}
