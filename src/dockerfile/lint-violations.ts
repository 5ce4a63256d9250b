import { type Bytes, toText } from "../bytes.ts";
import type { Instruction } from "./instructions.ts";
import type { LintOptions } from "./lint-options.ts";
import type { Dockerfile } from "./read.ts";
import { refuseFile } from "./refusal.ts";
import type { Stage } from "./steps.ts";

/**
 * `# check=error=true`: a violation of a build check fails the build before anything is sent
 * (frontend/dockerfile/linter). Only checks that need no image and no ignore file are reproduced. Throws CtxcheckError
 * "dockerfile".
 */
export function refuseViolations(
  dockerfile: Dockerfile,
  reachable: ReadonlySet<Stage>,
  lint: LintOptions,
): void {
  if (!lint.error || lint.skip === null) return;
  const found = new Set([...byText(dockerfile), ...byStages(dockerfile), ...undefinedVariables(reachable)]);
  const reported = [...found].filter((rule) => lint.skip?.has(rule) !== true).sort();
  if (reported.length > 0)
    refuseFile(
      `lint violation found for rules: ${reported.join(", ")}`,
      "fix them, or remove error=true from # check=",
    );
}

const wordOf = ({ text }: Pick<Instruction, "text">): Bytes => /^\s*([^\s]*)/.exec(text)?.[1] ?? "";
const isLower = (word: Bytes): boolean => word === word.toLowerCase();
const isUpper = (word: Bytes): boolean => word === word.toUpperCase();

/** validations.go validateCommandCasing, instructions/parse.go. */
function* byText({ stages }: Dockerfile): Generator<string> {
  const instructions = stages.flatMap(({ from, instructions: own }) => [from, ...own]);
  const words = instructions.map(wordOf);
  const majorityLower =
    words.filter(isLower).length > words.filter((word) => !isLower(word) && isUpper(word)).length;
  if (words.some((word) => !(majorityLower ? isLower : isUpper)(word))) yield "ConsistentInstructionCasing";
  for (const { text } of instructions) {
    if (/^\s*maintainer\b/i.test(text)) yield "MaintainerDeprecated";
    if (/^\s*(cmd|entrypoint)\s+[^\s[]/i.test(text)) yield "JSONArgsRecommended";
    if (/^\s*(env|label)\s+[^\s="']+\s+[^\s]/i.test(text)) yield "LegacyKeyValueFormat";
  }
}

/** validations.go validateStageNames, instructions/parse.go. */
function* byStages({ stages }: Dockerfile): Generator<string> {
  const names = new Set<string>();
  for (const { from } of stages) {
    const [, word = "", as = "", given = ""] = /^\s*(\S+)\s.*\s(as)\s+(\S+)\s*$/is.exec(from.text) ?? [];
    if (as !== "" && isLower(word) !== isLower(as)) yield "FromAsCasing";
    if (toText(given) !== toText(given).toLowerCase()) yield "StageNameCasing";
    if (from.name === "context" || from.name === "scratch") yield "ReservedStageName";
    if (names.has(from.name)) yield "DuplicateStageName";
    if (from.name !== "") names.add(from.name);
  }
}

/** validations.go reportUnmatchedVariables, for what COPY and ADD name. */
function* undefinedVariables(reachable: ReadonlySet<Stage>): Generator<string> {
  for (const { steps } of reachable) {
    for (const step of steps) {
      const isCopy = step.kind === "COPY" || step.kind === "ADD";
      if (isCopy && step.sources.some(({ unset }) => unset.length > 0)) yield "UndefinedVar";
    }
  }
}
