import { type Bytes, toText } from "../bytes.ts";
import { unlessReported } from "../errors.ts";
import { spellPath } from "../ignore/spell.ts";
import type { BuildPlan } from "../plan/build-plan.ts";
import type { Side } from "./compared-sides.ts";
import { followTrail } from "./trail.ts";

/** More lines than this are no spelling, they are a list. */
const mostLines = 3;

/**
 * Lines that, appended to the ignore file, make every builder take these paths; null where none were found. They are
 * tried on every builder's rules.
 */
export function portableLines(sides: readonly Side[], paths: readonly Bytes[]): string[] | null {
  if (paths.length > mostLines) return null;
  const lines = paths.map((path) => `!${spellPath(path)}`);
  const works = sides.every(({ plan }) => takesAll(plan, lines, paths));
  return works ? lines.map(toText) : null;
}

function takesAll(plan: BuildPlan, lines: readonly Bytes[], paths: readonly Bytes[]): boolean {
  const content = [plan.ignoreFile?.content ?? "", ...lines, ""].join("\n");
  const isTaken = () => {
    const patterns = plan.builder.readPatterns(content, "", plan.dockerfile?.inContext ?? null);
    const rules = { patterns, requested: null, transferred: true };
    return paths.every((path) => {
      const trail = followTrail(plan.builder.open(rules), path, "file");
      return trail.stopsAt === null && trail.verdict.allowed;
    });
  };
  return unlessReported(isTaken) ?? false;
}
