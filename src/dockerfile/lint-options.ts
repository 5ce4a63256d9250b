import { type Bytes, toText } from "../bytes.ts";
import { trimSpace } from "../ignore/clean.ts";
import { readDirective } from "./directives.ts";
import { isBoolean } from "./mounts.ts";
import { Refusal, refuse } from "./refusal.ts";
import { trimEnd } from "./runes.ts";

/** Effect of `check=` on BuildKit's build checks, limited to rules that are on by default. */
export interface LintOptions {
  /** Silenced rules; null for all. */
  skip: ReadonlySet<string> | null;
  /** Whether a violation fails the build. */
  error: boolean;
}

export const noLint: LintOptions = { skip: new Set(), error: false };

/** linter.ParseLintOptions. */
export function readLintOptions(value: Bytes): LintOptions {
  let options = noLint;
  const text = trimSpace(value);
  for (const part of text === "" ? [] : splitAtMost(text, ";", 3)) {
    const equals = part.indexOf("=");
    if (equals < 0)
      refuse(`invalid check option ${JSON.stringify(toText(part))}`, "write skip=Rule or error=true");
    options = setOption(options, trimSpace(part.slice(0, equals)), trimSpace(part.slice(equals + 1)));
  }
  return options;
}

function splitAtMost(text: Bytes, separator: string, count: number): Bytes[] {
  const parts = text.split(separator);
  return parts.length <= count
    ? parts
    : [...parts.slice(0, count - 1), parts.slice(count - 1).join(separator)];
}

function setOption(options: LintOptions, key: Bytes, value: Bytes): LintOptions {
  if (key === "experimental") return options;
  if (key === "skip")
    return { ...options, skip: value === "all" ? null : new Set(value.split(",").map(trimSpace)) };
  if (key !== "error")
    refuse(`invalid check option ${JSON.stringify(toText(key))}`, "use skip, error or experimental");
  if (!isBoolean(value)) refuse(`failed to parse check option ${JSON.stringify(toText(`${key}=${value}`))}`);
  return { ...options, error: /^[1tT]/.test(value) };
}

/**
 * Returns the value of `# check=` at the top of the file, up to its first space (parser.ParseDirective); null if there
 * is none.
 */
export function checkDirective(bytes: Bytes): { value: Bytes; line: number } | null {
  const text = bytes.replace(/^\xef\xbb\xbf/, "");
  const seen = new Set<string>();
  for (let start = 0, index = 0; start < text.length; index++) {
    const end = text.indexOf("\n", start) + 1 || text.length;
    const line = trimEnd(text.slice(start, end), "\r\n");
    start = end;
    if (index === 0 && line.startsWith("#!")) continue;
    const directive = line.startsWith("#") ? readDirective(line.slice(1)) : null;
    if (directive === null || seen.has(directive.name)) return null;
    seen.add(directive.name);
    if (directive.name === "check") return { value: directive.value.split(" ", 1)[0] ?? "", line: index + 1 };
  }
  return null;
}

/** Whether the file or a comment above the instruction silences a rule (linter.WithMergedConfigFromComments). */
export function isSilenced(rule: string, file: LintOptions, comments: readonly Bytes[]): boolean {
  if (file.skip === null || file.skip.has(rule)) return true;
  const comment = comments.map(readDirective).find((directive) => directive?.name === "check");
  if (!comment) return false;
  try {
    const { skip } = readLintOptions(comment.value.split(" ", 1)[0] ?? "");
    return skip === null || skip.has(rule);
  } catch (error) {
    if (error instanceof Refusal) return false;
    throw error;
  }
}
