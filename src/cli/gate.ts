import { dirname, join, resolve } from "node:path";
import type { SuggestOptions } from "../advise/learn.ts";
import { fromText } from "../bytes.ts";
import { disk } from "../context/disk.ts";
import { repositoryOf } from "../context/git/directory.ts";
import { baselineName } from "../gate/baseline-file.ts";
import { saltOf } from "../gate/compare-baseline.ts";
import { type BaselinePlace, type Gate, gateOptions } from "../gate-options.ts";
import type { InspectOptions } from "../inspect-options.ts";
import type { OnProgress } from "../model.ts";
import { safe } from "../report/escape.ts";
import { firmGate } from "./caller-rules.ts";
import type { Io } from "./io.ts";
import {
  filteredOptions,
  isOn,
  limits,
  planOptions,
  secretOptions,
  size,
  text,
  texts,
  type Values,
  wholeNumber,
} from "./options.ts";

/** Returns the options of a report. Throws CtxcheckError. */
export async function inspectOptions(
  values: Values,
  io: Io,
  onProgress: OnProgress,
): Promise<InspectOptions> {
  const salt = text(values, "secret-salt");
  const gate = await gateOptions({
    maxBytes: size(values, "max-size"),
    maxFiles: wholeNumber(values, "max-files"),
    maxFileSize: size(values, "max-file-size"),
    budgets: texts(values, "budget"),
    rules: texts(values, "rule"),
    baseline: baselinePlace(values, io),
    allow: allowedSecrets(values),
  });
  if (gate.baseline !== null) warnOfFirm(gate.baseline.file, texts(values, firmGate), io);
  return {
    ...(await planOptions(values, io)),
    ...gate,
    secrets: await secretOptions(values, onProgress),
    files: isOn(values, "files"),
    measureExcluded: isOn(values, "excluded"),
    history: isOn(values, "cache"),
    limits: limits(values),
    ...(salt === undefined ? {} : { salt }),
  };
}

function warnOfFirm(file: string, firm: readonly string[], { stderr }: Io): void {
  if (firm.length === 0) return;
  const shown = safe(file);
  const options = ["fail-on", "budget"].filter((name) => firm.includes(name)).map((name) => `--${name}`);
  const gate = options.length < firm.length ? [...options, "--rule"] : options;
  stderr.write(
    `ctxcheck: ${shown} is ignored for ${gate.join(", ")}, because a change to the tree could add it; --baseline ${shown} makes it count\n`,
  );
}

const allowedSecrets = (values: Values): Gate["allow"] => ({
  paths: texts(values, "secret-allow-path"),
  rules: texts(values, "secret-allow-rule"),
  fingerprints: texts(values, "secret-allow-fingerprint"),
});

/** Returns the options of advice: the same secrets are searched for, and allowed, as in a report. */
export async function learnOptions(
  values: Values,
  io: Io,
  onProgress: OnProgress,
): Promise<Omit<SuggestOptions, "onProgress">> {
  const none = { maxBytes: null, maxFiles: null, maxFileSize: null, budgets: [], rules: [] };
  const allow = allowedSecrets(values);
  const gate = await gateOptions({ ...none, baseline: baselinePlace(values, io), allow });
  return {
    ...(await filteredOptions(values, io)),
    limits: limits(values),
    secrets: await secretOptions(values, onProgress),
    rules: gate.rules,
    known: { allow: gate.allow, salt: saltOf(text(values, "secret-salt"), gate.baseline) },
  };
}

/** The baseline of the context need not exist. */
export function baselinePlace(values: Values, { cwd }: Io): BaselinePlace | null {
  const named = text(values, "baseline");
  if (named === "none") return null;
  const shown = named ?? join(text(values, "context") ?? ".", baselineName);
  const path = resolve(cwd, shown);
  const firm = texts(values, firmGate);
  if (named !== undefined) return { path, shown, isNamed: true, firm };
  const folder = disk.realPath(fromText(dirname(path)));
  const within = folder === null ? {} : { within: repositoryOf(disk, folder) ?? folder };
  return { path, shown, isNamed: false, firm, ...within };
}
