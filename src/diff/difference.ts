import { wrongOption } from "../errors.ts";
import { parseSize } from "../sizes.ts";
import { changedPaths } from "./changed-paths.ts";
import type {
  ChangedFindings,
  ChangedInstruction,
  Difference,
  DifferenceSide,
  Side,
  SideFinding,
  SideInstruction,
} from "./model.ts";

export function differenceOf(
  from: Side,
  to: Side,
  { withoutGit, ...shown }: { readonly from: string; readonly to: string; readonly withoutGit: boolean },
): Difference {
  const { sent: before } = from;
  const { sent: after } = to;
  const counted = before.wireBytes != null && after.wireBytes != null;
  return {
    version: 1,
    from: reported(from, shown.from),
    to: reported(to, shown.to),
    files: { from: before.files, to: after.files },
    bytes: { from: before.bytes, to: after.bytes },
    withoutGit,
    wireBytes: counted ? { from: before.wireBytes ?? 0, to: after.wireBytes ?? 0 } : null,
    paths: from.files == null || to.files == null ? null : changedPaths(from.files, to.files),
    findings: changedFindings(from.findings, to.findings),
    instructions: changedInstructions(from.instructions ?? [], to.instructions ?? []),
  };
}

/** Whether nothing differs that is reported. */
export const isEmpty = ({ bytes, files, findings, instructions }: Difference): boolean =>
  bytes.from === bytes.to &&
  files.from === files.to &&
  findings.added.length + findings.gone.length + instructions.length === 0;

const reported = ({ commit, builder, ignoreFile, findings }: Side, shown: string): DifferenceSide => ({
  shown,
  commit: commit?.id ?? null,
  builder,
  ignoreFile,
  failures: findings.flatMap(({ failsBuild, path, line, message }) =>
    failsBuild === true ? [`${path}${line === null ? "" : `:${line}`}: ${message}`] : [],
  ),
});

export function changedFindings<Found extends SideFinding>(
  from: readonly Found[],
  to: readonly Found[],
): ChangedFindings<Found> {
  return { added: without(to, from, findingKey), gone: without(from, to, findingKey) };
}

const findingKey = ({ rule, path, secret }: SideFinding): string =>
  JSON.stringify([rule, path, secret?.fingerprint ?? secret?.masked ?? null]);

/** Returns what `others` does not hold; of several equal ones, those it has fewer of. */
function without<T>(all: readonly T[], others: readonly T[], keyOf: (one: T) => string): T[] {
  const left = new Map<string, number>();
  for (const other of others) left.set(keyOf(other), (left.get(keyOf(other)) ?? 0) + 1);
  return all.filter((one) => {
    const count = left.get(keyOf(one)) ?? 0;
    left.set(keyOf(one), count - 1);
    return count <= 0;
  });
}

/** An instruction is the same wherever its line moves; equal ones are matched in their order. */
function changedInstructions(
  from: readonly SideInstruction[],
  to: readonly SideInstruction[],
): ChangedInstruction[] {
  const before = byText(from);
  const after = byText(to);
  const keys = [...after.keys(), ...[...before.keys()].filter((key) => !after.has(key))];
  return keys.flatMap((key) => {
    const [a, b] = [before.get(key), after.get(key)];
    const one = b ?? a;
    if (one === undefined || (a?.bytes === b?.bytes && a?.files === b?.files)) return [];
    return [{ text: one.text, stage: one.stage, from: numbers(a), to: numbers(b) }];
  });
}

function byText(rows: readonly SideInstruction[]): Map<string, SideInstruction> {
  const seen = new Map<string, number>();
  return new Map(
    rows.map((row) => {
      const key = JSON.stringify([row.stage, row.text]);
      const count = seen.get(key) ?? 0;
      seen.set(key, count + 1);
      return [`${count} ${key}`, row];
    }),
  );
}

const numbers = (row: SideInstruction | undefined) =>
  row === undefined ? null : { line: row.line, files: row.files, bytes: row.bytes };

/** Permitted growth: in bytes, or in percent of what was sent before. */
export type Growth = { readonly bytes: number } | { readonly percent: number };

/** Parses "0", "1MB", "5%", with or without a plus. Throws CtxcheckError "usage". */
export function parseGrowth(given: string, option: string): Growth {
  const amount = given.replace(/^\+/, "");
  const [, percent] = /^(\d+(?:\.\d+)?)\s*%$/.exec(amount) ?? [];
  if (percent !== undefined) return { percent: Number(percent) };
  if (amount === "") throw wrongOption(option, `"${given}" is not an amount`, "write 0, 1MB or 5%");
  return { bytes: parseSize(amount, option) };
}

export function growsBeyond({ bytes: { from, to } }: Difference, growth: Growth): boolean {
  const most = "bytes" in growth ? growth.bytes : (from * growth.percent) / 100;
  return to - from > most;
}
