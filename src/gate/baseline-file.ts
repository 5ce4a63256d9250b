import { type Bytes, fromText, isValidUtf8, toText } from "../bytes.ts";
import { disk } from "../context/disk.ts";
import { insideOf } from "../context/links.ts";
import { isFailure } from "../context/source.ts";
import { CtxcheckError } from "../errors.ts";
import type { Baseline } from "./baseline.ts";
import type { NamedBaseline } from "./compare-baseline.ts";

/** Default name of a context's baseline file. */
export const baselineName = ".ctxcheck-baseline.json";
const largest = 16 << 20;

/**
 * Reads the baseline at an absolute path; null if there is none. A link must not lead out of the tree `within`. Throws
 * CtxcheckError "baseline".
 */
export async function readBaseline(
  path: string,
  shown: string,
  within?: Bytes,
): Promise<NamedBaseline | null> {
  const real = disk.realPath(fromText(path));
  if (real === null) {
    if (isFailure(disk.stats(fromText(path)))) return null;
    throw refused(shown, "it is a link that leads nowhere");
  }
  if (within !== undefined && insideOf(within, real) === null)
    throw refused(shown, "it is a link that leaves the repository");
  const stats = disk.stats(real);
  if (!isFailure(stats) && stats.isFile() && stats.size > largest) throw refused(shown, "it is too large");
  const read = disk.read(real);
  if (isFailure(read)) throw refused(shown, `it is not a readable file (${read.failed})`);
  if (!isValidUtf8(read.content)) throw refused(shown, "it is not UTF-8");
  const { checkBaseline } = await import("./baseline.ts");
  return { file: shown, baseline: parse(toText(read.content), shown, checkBaseline) };
}

function parse(text: string, shown: string, check: (data: unknown) => Baseline | string): Baseline {
  try {
    const checked = check(JSON.parse(text));
    if (typeof checked !== "string") return checked;
    throw refused(shown, checked);
  } catch (error) {
    throw error instanceof SyntaxError ? refused(shown, "it is not JSON") : error;
  }
}

function refused(shown: string, why: string): CtxcheckError {
  return new CtxcheckError(
    "baseline",
    `baseline "${shown}": ${why}`,
    "rewrite it with ctxcheck baseline --update, or run with --no-baseline",
  );
}
