import { CtxcheckError } from "../errors.ts";
import type { ReportedFinding } from "../report-model.ts";
import { publicSalt } from "../survey/secrets.ts";
import type { Baseline, BaselineReport } from "./baseline.ts";

export interface NamedBaseline {
  readonly file: string;
  readonly baseline: Baseline;
}

/** Marks the findings that the baseline accepts and places them after the others. */
export function compareWithBaseline(
  findings: readonly ReportedFinding[],
  named: NamedBaseline | null,
): { findings: ReportedFinding[]; baseline: BaselineReport | null } {
  if (named === null) return { findings: [...findings], baseline: null };
  const known = new Set(named.baseline.findings.map(keyOf));
  const found = new Set(findings.map(keyOf));
  const marked = findings.map((finding) => ({ ...finding, accepted: known.has(keyOf(finding)) }));
  const fresh = marked.filter(({ accepted }) => !accepted);
  return {
    findings: [...fresh, ...marked.filter(({ accepted }) => accepted)],
    baseline: {
      file: named.file,
      accepted: marked.length - fresh.length,
      fresh: fresh.length,
      vanished: named.baseline.findings.filter((finding) => !found.has(keyOf(finding))),
      sent: named.baseline.measured.total ?? null,
    },
  };
}

const keyOf = ({
  rule,
  path,
  fingerprint,
}: Pick<ReportedFinding, "path" | "fingerprint"> & { rule: string }) =>
  JSON.stringify([rule, path, fingerprint]);

/**
 * Returns the salt of the fingerprints: the given one, else the baseline's, else a public one. Throws CtxcheckError
 * "baseline" if the two differ: fingerprints with different salts cannot be compared.
 */
export function saltOf(given: string | undefined, baseline: NamedBaseline | null): string {
  const known = baseline?.baseline.salt;
  if (given === undefined || known === undefined || given === known) return given ?? known ?? publicSalt;
  throw new CtxcheckError(
    "baseline",
    `the baseline "${baseline?.file}" was written with another salt than --secret-salt`,
    "rewrite it with ctxcheck baseline --update, or leave out --secret-salt",
  );
}
