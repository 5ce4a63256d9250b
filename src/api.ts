import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { explanationAdvice } from "./advise/explained.ts";
import { withoutHarmfulLines } from "./advise/portable-lines.ts";
import { builderName, builders, clientOf } from "./builders/index.ts";
import { fromText, toText } from "./bytes.ts";
import { disk } from "./context/disk.ts";
import { openElsewhere } from "./context/elsewhere.ts";
import type { Source } from "./context/source.ts";
import { openTree } from "./context/tree.ts";
import { differenceOf } from "./diff/difference.ts";
import type { Difference } from "./diff/model.ts";
import { CtxcheckError } from "./errors.ts";
import { type Comparison, compareContext } from "./explain/compare.ts";
import { type Explanation, explain } from "./explain/explain.ts";
import { type Entry, listSet, toEntry } from "./explain/list.ts";
import type { RuleId } from "./findings/finding.ts";
import { pairsOf } from "./gate/pairs.ts";
import { type Gate, gateOptions } from "./gate-options.ts";
import { type ImageListing, listImage } from "./image/image.ts";
import { inspectBuild } from "./inspect.ts";
import type { Problem, SetName, Severity } from "./model.ts";
import type { PlanOptions } from "./plan/options.ts";
import { planBuild } from "./plan/plan.ts";
import type { Report } from "./report-model.ts";
import type { Confidence } from "./secrets/model.ts";
import type { SecretOptions } from "./survey/secrets.ts";

/** Selects a build. Paths are relative to the working directory. */
export interface ContextOptions {
  /** What would be given to the builder: a directory, a tar, "-" for one on stdin, a Git URL with a local clone. */
  readonly context: string;
  /** "buildkit" (default) or "classic"; "docker" is an alias of the first. */
  readonly builder?: string;
  /** The Dockerfile; if it is not in the working directory, it is looked up in the context. */
  readonly file?: string;
  /** Ignore file to read instead of the one that the builder would find. */
  readonly ignoreFile?: string;
  /** The stage to build; the last one by default. */
  readonly target?: string;
  readonly buildArgs?: Readonly<Record<string, string>>;
  /** By name: a directory, or an image, Git or URL reference. */
  readonly buildContexts?: Readonly<Record<string, string>>;
  /** Such as "linux/arm64"; that of this machine by default. */
  readonly platform?: string;
  /** Read the files of this commit, branch or tag, as in a clean checkout, instead of those on the disk. */
  readonly ref?: string;
  /**
   * Additional threads that read large contexts ahead and search them; as many as are worthwhile by default, 0: none.
   */
  readonly threads?: number;
  /** Lines to try: the ignore file is read as if they were at its end. */
  readonly add?: readonly string[];
}

/** "off": a finding is only counted. */
export type RuleLevel = Severity | "off";

export interface ReportOptions extends ContextOptions {
  /** List every file that is sent, so that `diffReports` can compare it. */
  readonly files?: boolean;
  /** Also walk what is excluded, to measure it. */
  readonly measureExcluded?: boolean;
  /** Bytes from which a file or a directory is a finding: 10,000,000 and 100,000,000 by default. */
  readonly limits?: { readonly largeFile?: number; readonly largeDirectory?: number };
  /**
   * Run `git log` over the last 100 commits for the rule cache-buster; false by default, so that nothing is executed.
   */
  readonly history?: boolean;
  /** Read what is sent and search it for secrets; true by default. */
  readonly secretContent?: boolean;
  /** Only this many bytes of a longer file are read for that; 1,048,576 by default. */
  readonly secretMaxSize?: number;
  /** Only these rules of docs/secrets.md, or families; all by default. With a leading "-", all but these. */
  readonly secretRules?: readonly string[];
  /** Less certain findings are omitted; "medium" by default. */
  readonly secretMinConfidence?: Confidence;
  /** Maximum that may be sent: bytes, count, bytes of one file; `limits` as for `--budget`. */
  readonly budgets?: {
    readonly maxBytes?: number;
    readonly maxFiles?: number;
    readonly maxFileSize?: number;
    /** By subject: `{ "src/**": "2MB", "stage:build": "20MB", total: ["+5%", "500 files"] }`. */
    readonly limits?: Readonly<Record<string, string | readonly string[]>>;
  };
  /** By rule: `{ "large-file": "off", "secret-name": { "test/**": "info" } }`; the last matching pattern wins. */
  readonly rules?: Readonly<Partial<Record<RuleId, RuleLevel | Readonly<Record<string, RuleLevel>>>>>;
  /** A file written by `ctxcheck baseline`: what is accepted, and what growth is measured from. */
  readonly baseline?: string;
  /** Secrets that are not findings: by path patterns, rules of docs/secrets.md, fingerprints. */
  readonly secretAllow?: {
    readonly paths?: readonly string[];
    readonly rules?: readonly string[];
    readonly fingerprints?: readonly string[];
  };
  /** Salt of the fingerprints; that of the baseline by default. */
  readonly secretSalt?: string;
}

/**
 * Lists the entries of a set ("sent" by default), in byte order of their paths. A directory is listed if and only if
 * the builder sends an entry for it. Throws CtxcheckError if the builder would refuse to build.
 */
export async function listContext(options: ContextOptions & { readonly set?: SetName }): Promise<Entry[]> {
  const listing = listSet(planBuild(await planOptions(options)), options.set ?? "sent");
  const refusal = listing.problems.find((problem) => problem.refusal);
  if (refusal !== undefined) throw unreadable(refusal);
  return listing.entries.map(toEntry);
}

/**
 * Returns the paths of the final image, or of a stage, that come from the context. Throws CtxcheckError, including
 * "copy-failed" if an instruction would fail.
 */
export async function imagePaths(
  options: ContextOptions & { readonly stage?: string },
): Promise<ImageListing> {
  const listing = listImage(planBuild(await planOptions(options)), options.stage);
  const [failed] = listing.failures;
  if (failed === undefined) return listing;
  throw new CtxcheckError(
    "copy-failed",
    `${listing.dockerfile}:${failed.line}: the build would fail: ${failed.message}`,
  );
}

/** Explains why one path is or is not in the context; the path need not exist. Throws CtxcheckError. */
export async function explainPath(options: ContextOptions & { readonly path: string }): Promise<Explanation> {
  const given = await planOptions(options);
  const plan = planBuild(given);
  const path = fromText(options.path);
  const explanation = explain(plan, path, process.cwd());
  return explanationAdvice(plan, given)(explanation);
}

/**
 * Compares builders on one context by their ignore rules alone; all of them if none is named. A builder that would
 * reject the context is among the refusals. Throws CtxcheckError "usage" for a name that no builder has.
 */
export async function compareBuilders(
  options: Omit<ContextOptions, "builder"> & { readonly builders?: readonly string[] },
): Promise<Comparison> {
  const names = options.builders?.map(builderName) ?? Object.values(builders).map(({ name }) => name);
  return withoutHarmfulLines(compareContext(await planOptions(options), names, true));
}

/** Returns the whole report, as printed by `--format json`. No configuration file is read. Throws CtxcheckError. */
export async function inspect(options: ReportOptions): Promise<Report> {
  const { limits, secretSalt: salt } = options;
  return inspectBuild({
    ...(await planOptions(options)),
    ...(await gateOptions(gateOf(options))),
    measureExcluded: options.measureExcluded ?? false,
    files: options.files ?? false,
    history: options.history ?? false,
    secrets: await secretOptions(options),
    limits: {
      largeFile: limits?.largeFile ?? 10_000_000,
      largeDirectory: limits?.largeDirectory ?? 100_000_000,
    },
    ...(salt === undefined ? {} : { salt }),
  });
}

const threadsOf = ({ threads }: ContextOptions) => (threads === undefined ? {} : { threads });

async function secretOptions(options: ReportOptions): Promise<SecretOptions | null> {
  if (options.secretContent === false) return null;
  const { secretRules, secretMinConfidence = "medium", secretMaxSize = 1 << 20 } = options;
  const chosen = secretRules === undefined ? {} : { rules: await chosenRules(secretRules) };
  return { maxSize: secretMaxSize, minConfidence: secretMinConfidence, ...chosen, ...threadsOf(options) };
}

const chosenRules = async (words: readonly string[]) =>
  (await import("./secrets/choose.ts")).chooseRules(words);

function gateOf({ budgets = {}, rules = {}, baseline, secretAllow = {} }: ReportOptions): Gate {
  return {
    maxBytes: budgets.maxBytes ?? null,
    maxFiles: budgets.maxFiles ?? null,
    maxFileSize: budgets.maxFileSize ?? null,
    budgets: pairsOf(budgets.limits ?? {}),
    rules: pairsOf(rules),
    baseline: baseline === undefined ? null : { path: resolve(baseline), shown: baseline, isNamed: true },
    allow: { paths: [], rules: [], fingerprints: [], ...secretAllow },
  };
}

/** Returns how the second report differs from the first, as printed by `ctxcheck diff --format json`. */
export function diffReports(from: Report, to: Report): Difference {
  return differenceOf(from, to, { from: from.context, to: to.context, withoutGit: false });
}

function unreadable({ path, reason }: Problem): CtxcheckError {
  return new CtxcheckError(
    "unreadable",
    `"${toText(path) || "."}" cannot be read (${reason}); the build would fail`,
    "exclude it, or give yourself permission to read it",
  );
}

async function planOptions(options: ContextOptions): Promise<PlanOptions> {
  const { context, builder, file, ignoreFile, target, platform, ref } = options;
  const buildArgs = Object.entries(options.buildArgs ?? {});
  const buildContexts = Object.entries(options.buildContexts ?? {});
  const elsewhere =
    ref === undefined ? await openElsewhere(context, process.cwd(), () => process.stdin) : null;
  return {
    context,
    cwd: process.cwd(),
    source: openTree(elsewhere?.source ?? (ref === undefined ? disk : await commitSource(context, ref))),
    ...(elsewhere === null ? {} : { root: elsewhere.root }),
    builder: builderName(builder ?? "buildkit"),
    ...clientOf(builder ?? ""),
    file: file === undefined || elsewhere !== null ? file : locateFile(context, file),
    stdinDockerfile: elsewhere?.dockerfile,
    ignoreFile,
    added: (options.add ?? []).map(fromText),
    target,
    platform,
    buildArgs: new Map(buildArgs.map(([name, value]) => [fromText(name), fromText(value)])),
    buildContexts: buildContexts.map(([name, value]) => ({ name, value })),
    ...threadsOf(options),
  };
}

/** Code that can start a program is loaded only on request. */
async function commitSource(context: string, ref: string): Promise<Source> {
  const { gitSource } = await import("./context/git/source.ts");
  return gitSource(fromText(resolve(context)), ref);
}

function locateFile(context: string, file: string): string {
  return file === "-" || existsSync(file) ? file : resolve(context, file);
}
