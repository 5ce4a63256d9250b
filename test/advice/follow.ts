import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { explanationAdvice } from "../../src/advise/explained.ts";
import { isCredential, isSource } from "../../src/advise/file-kind.ts";
import { initAllowList, initDenyList } from "../../src/advise/init/init.ts";
import { type SuggestOptions, suggestLines } from "../../src/advise/learn.ts";
import { fromText, toBuffer, toText } from "../../src/bytes.ts";
import { CtxcheckError } from "../../src/errors.ts";
import { explain } from "../../src/explain/explain.ts";
import { listSet } from "../../src/explain/list.ts";
import { isFixable } from "../../src/findings/lint/lint-rules.ts";
import { fixIgnoreFile, type Offer } from "../../src/fix/fix.ts";
import { fixSuggested, offersOf } from "../../src/fix/suggested.ts";
import { inspectBuild } from "../../src/inspect.ts";
import { lintBuild } from "../../src/lint-build.ts";
import { renderTable } from "../../src/report/table.ts";
import type { Report } from "../../src/report-model.ts";
import { runShell } from "../cli/run.ts";
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

/** Follows every line of the report, of suggest, of fix and of init by itself, and looks again. */
export async function followAdvice(root: string): Promise<Outcome> {
  const outcome: Outcome = { stayed: [], broken: [], sourcesLost: [], contradictions: [], followed: 0 };
  const trial = await startTrial(root, outcome);
  await followFindings(trial);
  await followSuggestions(trial);
  await followFixes(trial);
  await followInit(trial);
  await followClosingLines(trial);
  return outcome;
}

type Check = (then: Report) => void | Promise<void>;
/** Whose sources are to stay: of all that is let through, or of what is copied. */
type Side = "allowed" | "sent";

interface Trial {
  readonly root: string;
  readonly outcome: Outcome;
  readonly first: Report;
  /** The text of the ignore file; null where there is none. */
  readonly before: string | null;
  /** With this text in the ignore file, which is put back afterwards. */
  trying(what: string, content: string, check?: Check, of?: Side): Promise<void>;
  /** The report now; what is broken or lost since the first one is noted. */
  look(what: string, of?: Side): Promise<Report>;
}

async function startTrial(root: string, outcome: Outcome): Promise<Trial> {
  const path = `${root}/.dockerignore`;
  const before = existsSync(path) ? readFileSync(path, "latin1") : null;
  const first = await report(root);
  const tracked = { allowed: trackedSources(root, "allowed"), sent: trackedSources(root, "sent") };
  const putBack = () =>
    before === null ? rmSync(path, { force: true }) : writeFileSync(path, before, "latin1");
  const trying: Trial["trying"] = async (what, content, check = () => {}, of = "allowed") => {
    outcome.followed++;
    writeFileSync(path, toBuffer(content));
    await check(await look(what, of));
    putBack();
  };
  const look: Trial["look"] = async (what, of = "allowed") => {
    const then = await report(root);
    for (const one of newFailures(first, then)) outcome.broken.push(`${what}: ${one}`);
    const now = pathsNow(root, of);
    for (const one of tracked[of]) if (!now.has(one)) outcome.sourcesLost.push(`${what}: ${one}`);
    return then;
  };
  return { root, outcome, first, before, trying, look };
}

async function followFindings({ first, before, outcome, trying }: Trial): Promise<void> {
  for (const { rule, path: at, fix } of first.findings) {
    if (fix === null) continue;
    await trying(`${rule} ${fix}`, `${before ?? ""}\n${fromText(fix)}\n`, ({ findings }) => {
      if (findings.some((one) => one.rule === rule && one.path === at && one.fix === fix))
        outcome.stayed.push(`${rule} ${at}`);
    });
  }
}

/** What is withheld is proposed by no other command. */
async function followSuggestions({ root, first, before, outcome, trying }: Trial): Promise<void> {
  const { suggestions, withheld } = await suggestLines(options(root));
  for (const { lines, replaces, files } of suggestions) {
    const kept = (before ?? "").split("\n").filter((_, index) => index + 1 !== replaces?.line);
    await trying(
      `suggest ${lines.join(" ")}`,
      `${[...kept, ...lines].map(fromText).join("\n")}\n`,
      (then) => {
        if (then.sent.files > first.sent.files + 1 - files) outcome.stayed.push(`suggest ${lines.join(" ")}`);
      },
    );
  }
  const stays = new Set(withheld.flatMap(({ paths }) => paths));
  for (const { path: at, rule, fix } of first.findings)
    if (fix !== null && at !== null && stays.has(at)) outcome.contradictions.push(`${rule} ${at}: ${fix}`);
  const plan = planOf(root, "buildkit");
  const advise = explanationAdvice(plan, options(root));
  for (const path of [...stays].slice(0, 10)) {
    const { change } = await advise(explain(plan, fromText(path), root));
    if (change?.makes === "excluded") outcome.contradictions.push(`explain ${path}: ${change.line}`);
  }
}

/** What fix offers it makes, and it is offered no more then. */
async function followFixes({ root, before, outcome, trying }: Trial): Promise<void> {
  if (before === null) return;
  const offered = async (): Promise<Offer[]> => [
    ...fixIgnoreFile({ ...options(root), rules: null }).offers,
    ...(await offersOf(options(root))),
  ];
  for (const { option, value } of await offered()) {
    const fixed =
      option === "--suggestion"
        ? await fixSuggested(options(root), [value])
        : fixIgnoreFile({ ...options(root), rules: new Set([value].filter(isFixable)) });
    const isStill = (one: Offer) => one.option === option && one.value === value;
    await trying(`fix ${value}`, fixed.after, async () => {
      if ((await offered()).some(isStill)) outcome.stayed.push(`fix ${value}`);
    });
  }
}

/** What init writes leaves nothing that suggest calls safe, and nothing that lint warns of. */
async function followInit({ root, outcome, trying }: Trial): Promise<void> {
  const { content } = await initDenyList(options(root));
  await trying("init", content, async () => {
    const { suggestions } = await suggestLines(options(root));
    for (const { confidence, lines } of suggestions)
      if (confidence === "high") outcome.contradictions.push(`init leaves ${lines.join(" ")}`);
    const { findings } = await lintBuild(options(root));
    for (const { rule, severity, line } of findings)
      if (severity !== "info") outcome.contradictions.push(`lint of init: ${rule} ${line}`);
  });
  try {
    await trying("init --allow-list", (await initAllowList(options(root))).content, undefined, "sent");
  } catch (error) {
    if (!(error instanceof CtxcheckError) || error.code !== "not-expressible") throw error;
  }
}

const view = {
  color: false,
  width: null,
  quiet: false,
  verbose: false,
  failing: new Set(["error" as const]),
};
const mostCommands = 12;
const writes = /^ctxcheck init|--write|^printf/;

/** The closing line is pasted into a shell, and the next one, until there is nothing to do; the file stays as it is then. */
async function followClosingLines({ root, outcome, look }: Trial): Promise<void> {
  const seen = new Set<string>();
  for (let at = 0; at < mostCommands; at++) {
    const last =
      renderTable(await look("closing line"), view)
        .trimEnd()
        .split("\n")
        .at(-1) ?? "";
    const command = /^Next: (.*)$/.exec(last)?.[1];
    if (command === undefined) return;
    if (seen.has(command)) outcome.stayed.push(`closing line ${command}`);
    seen.add(command);
    outcome.followed++;
    const { code, stderr } = await runShell(`ctxcheck() { $CTXCHECK "$@"; }\n${command}`, { cwd: root });
    if (code !== 0) outcome.broken.push(`closing line ${command}: ${stderr}`);
    if (!writes.test(command)) return;
  }
}

function newFailures(first: Report, then: Report): string[] {
  const failures = ({ findings }: Report) =>
    findings.flatMap(({ rule, line, path, detail }) =>
      /^copy-|arrives-empty/.test(rule) ? [`${rule} ${path} ${line} ${detail}`] : [],
    );
  const known = new Set(failures(first));
  return failures(then).filter((one) => !known.has(one));
}

/** What git tracks and is source, and is let through, or copied, today. */
function trackedSources(root: string, of: Side): string[] {
  const git = ["-C", root, "ls-files", "-z"];
  const files = existsSync(`${root}/.git`) ? execFileSync("git", git, { encoding: "utf8" }).split("\0") : [];
  const now = pathsNow(root, of);
  return files.filter((path) => now.has(path) && isSource(fromText(path)) && !isCredential(fromText(path)));
}

const pathsNow = (root: string, of: Side): ReadonlySet<string> =>
  new Set(listSet(planOf(root, "buildkit"), of).entries.map(({ path }) => toText(path)));
