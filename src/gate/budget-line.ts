import { type CtxcheckError, wrongOption } from "../errors.ts";
import { parseSize } from "../sizes.ts";

/**
 * What a budget limits: all files, those of a path list, or those that an instruction or a stage requests; for the
 * builds of a repository, what one build sends or all builds together.
 */
export interface Subject {
  readonly kind: "total" | "path" | "instruction" | "stage" | "build" | "builds";
  /**
   * The pattern; line or text of the instruction; name of the stage or build; for builds, "sent" (summed over the
   * builds) or "union" (each file once). Null for the total.
   */
  readonly name: string | null;
  /** Always "sent" unless the subject is the total or a path. */
  readonly set: "sent" | "allowed";
}

export interface BudgetLine {
  readonly subject: Subject;
  /** `file-bytes`: bytes of the largest file. */
  readonly measure: "bytes" | "files" | "file-bytes";
  /** Upper limit; null for a growth limit. */
  readonly limit: number | null;
  /** Allowed growth over the baseline; null for a fixed limit. */
  readonly growth: Growth | null;
  /** As written, for display: "--max-size", "src/**=2MB". */
  readonly label: string;
}

export interface Growth {
  readonly percent: number;
  readonly amount: number;
  /** As written: "+5%". */
  readonly text: string;
}

/** Returns the key of a subject's figure in a baseline. */
export function subjectKey({ kind, name, set }: Subject): string {
  const what = kind === "total" ? "total" : kind === "path" ? (name ?? "") : `${kind}:${name}`;
  return set === "sent" ? what : `${what} (allowed)`;
}

/**
 * Parses `<subject>=<limit>`. The subject is `total`, `stage:<name>`, `instruction:<line or text>`, `build:<name>`,
 * `builds:sent`, `builds:union`, or else a path pattern. The limit is a size, `<n> files`, or a size followed by
 * `each`. A leading `+` makes it the allowed growth over the baseline, which may also be a percentage (`+5%`). A
 * trailing `allowed` counts everything that the ignore file allows. Throws CtxcheckError "usage".
 */
export function readBudget(text: string, option: string): BudgetLine {
  const at = text.lastIndexOf("=");
  const [, amount = "", set = "sent"] = /^(.*?)(?: (sent|allowed))?$/s.exec(text.slice(at + 1).trim()) ?? [];
  if (at < 1 || amount === "") throw notABudget(text, option);
  const subject = readSubject(text.slice(0, at).trim(), set === "allowed" ? "allowed" : "sent");
  const isOfBuild = subject.kind !== "total" && subject.kind !== "path";
  if (subject.name === "" || (isOfBuild && subject.set === "allowed")) throw notABudget(text, option);
  return { subject, ...readLimit(amount, text, option), label: text };
}

function readSubject(text: string, set: Subject["set"]): Subject {
  if (text === "total") return { kind: "total", name: null, set };
  if (text === "builds:sent" || text === "builds:union")
    return { kind: "builds", name: text.slice("builds:".length), set };
  const [, kind, name = ""] = /^(stage|instruction|build):(.*)$/s.exec(text) ?? [];
  if (kind === "stage" || kind === "instruction" || kind === "build")
    return { kind, name: name.trim().replace(/\s+/g, " "), set };
  return { kind: "path", name: text, set };
}

type Limit = Pick<BudgetLine, "measure" | "limit" | "growth">;

function readLimit(amount: string, text: string, option: string): Limit {
  const [, plus, number = ""] = /^(\+?)\s*(.*?)$/s.exec(amount) ?? [];
  const [, count = number, unit] = /^(.*?)\s*(files?|each)$/s.exec(number) ?? [];
  const measure = unit === undefined ? "bytes" : unit === "each" ? "file-bytes" : "files";
  if (plus === "") return { measure, limit: read(count, measure, text, option), growth: null };
  if (measure === "file-bytes") throw notABudget(text, option);
  const [, percent] = /^(\d+(?:\.\d+)?)\s*%$/.exec(count) ?? [];
  const added = percent === undefined ? read(count, measure, text, option) : 0;
  return { measure, limit: null, growth: { percent: Number(percent ?? 0), amount: added, text: amount } };
}

function read(count: string, measure: BudgetLine["measure"], text: string, option: string): number {
  if (measure !== "files") return parseSize(count, option);
  if (/^\d+$/.test(count)) return Number(count);
  throw notABudget(text, option);
}

function notABudget(text: string, option: string): CtxcheckError {
  return wrongOption(
    option,
    `"${text}" is not a budget`,
    'write "src/**=2MB", "total=500 files", "stage:build=+5%", "**=1MB each"; see docs/configuration.md',
  );
}
