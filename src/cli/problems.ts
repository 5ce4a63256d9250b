import { safe } from "../report/escape.ts";
import type { Io } from "./io.ts";

/** What could not be read or copied, paths being text. */
interface Reported {
  readonly code: string;
  readonly path: string;
  readonly reason: string;
  readonly refusal: boolean;
}

/** On stderr, a line each. True where the builder itself would fail over one of them: the exit code is then 2. */
export function reportProblems(problems: readonly Reported[], { stderr }: Io): boolean {
  for (const problem of problems) stderr.write(problemLine(problem));
  return problems.some(({ refusal }) => refusal);
}

function problemLine({ code, path, reason, refusal }: Reported): string {
  const verb = code === "copy-failed" || code === "special" ? "copied" : "read";
  const effect = refusal ? "the build would fail" : "the list may not be complete";
  return `ctxcheck: "${safe(path) || "."}" cannot be ${verb} (${safe(reason)}); ${effect}\n`;
}
