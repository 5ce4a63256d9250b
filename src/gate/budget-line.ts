import { type CtxcheckError, wrongOption } from "../errors.ts";
import { parseSize } from "../sizes.ts";

/**
 * What a budget is about: all files, those of a path list, or what an instruction or a stage requests; over the builds of
 * a repository what one of them sends, or all together.
 */
export interface Subject {
  readonly kind: "total" | "path" | "instruction" | "stage" | "build" | "builds";
  /**
   * The pattern; line or text of the instruction; name of the stage or of the build; of the builds "sent" (one after the
   * other) or "union" (each file once). Null for the total.
   */
  readonly name: string | null;
  /** An instruction or a stage requests what is sent. */
  readonly set: "sent" | "allowed";
}

export interface BudgetLine {
  readonly subject: Subject;
  /** `file-bytes`: those of the largest file. */
  readonly measure: "bytes" | "files" | "file-bytes";
  /** At most so much; null for a growth. */
  readonly limit: number | null;
  /** On top of what the baseline says. */
  readonly growth: Growth | null;
  /** As it was written, for people: "--max-size", "src/**=2MB". */
  readonly label: string;
}

export interface Growth {
  readonly percent: number;
  readonly amount: number;
  /** As it was written: "+5%". */
  readonly text: string;
}

/** What a baseline keeps a figure under. */
export function subjectKey({ kind, name, set }: Subject): string {
  const what = kind === "total" ? "total" : kind === "path" ? (name ?? "") : `${kind}:${name}`;
  return set === "sent" ? what : `${what} (allowed)`;
}

/**
 * Reads `<subject>=<limit>`. The subject is `total`, `stage:<name>`, `instruction:<line or text>`, `build:<name>`,
 * `builds:sent`, `builds:union`, else a pattern of paths. The limit is a size, `<n> files`, or a size `each`; with `+` in front what may be added to the baseline, there
 * also a share (`+5%`); `allowed` after it means everything that the ignore file allows. Throws CtxcheckError "usage".
 */
export function readBudget(text: string, option: string): BudgetLine {
  const at = text.lastIndexOf("=");
  const [, amount = "", set = "sent"] = /^(.*?)(?: (sent|allowed))?$/s.exec(text.slice(at + 1).trim()) ?? [];
  if (at < 1 || amount === "") throw notABudget(text, option);
  const subject = readSubject(text.slice(0, at).trim(), set === "allowed" ? "allowed" : "sent");
  const isAsked = subject.kind !== "total" && subject.kind !== "path";
  if (subject.name === "" || (isAsked && subject.set === "allowed")) throw notABudget(text, option);
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
