import type { Build } from "../builds/model.ts";
import type { Baseline, BaselineReport } from "../gate/baseline.ts";
import type { NamedBaseline } from "../gate/compare-baseline.ts";
import { baselineOf, sortedBaseline } from "../gate/write-baseline.ts";
import { measuredOf } from "./budgets.ts";
import { findingsOf } from "./findings.ts";
import type { BuildReport, RepositoryReport } from "./model.ts";

/**
 * One baseline for all builds of a directory: paths are relative to it, "web/" is the context "web" itself, and the
 * figures of a build are stored under its name.
 */

type Place = Pick<Build, "name" | "context">;

/** Returns the part about one build, as a baseline of that build alone. */
export function baselineOfBuild({ file, baseline }: NamedBaseline, build: Place): NamedBaseline {
  const inside = <T extends { readonly path: string | null }>(all: readonly T[]) =>
    all.flatMap((one) => {
      const path = fromRepository(one.path, build.context);
      return path === undefined ? [] : [{ ...one, path }];
    });
  const key = `build:${build.name}`;
  const measured = Object.entries(baseline.measured).flatMap(([name, figures]) =>
    name === key
      ? [["total", figures] as const]
      : name.startsWith(`${key} `)
        ? [[name.slice(key.length + 1), figures] as const]
        : [],
  );
  return {
    file,
    baseline: {
      ...baseline,
      measured: Object.fromEntries(measured),
      largest: inside(baseline.largest).flatMap(({ path, bytes }) =>
        path === null ? [] : [{ path, bytes }],
      ),
      findings: inside(baseline.findings),
    },
  };
}

const isNamed = (path: string): boolean => path.includes("://");

/** Undefined if the path is outside this context. */
function fromRepository(path: string | null, context: string): string | null | undefined {
  if (context === "" || (path !== null && isNamed(path))) return path;
  if (path === null || !path.startsWith(`${context}/`)) return undefined;
  return path === `${context}/` ? null : path.slice(context.length + 1);
}

function toRepository(path: string | null, context: string): string | null {
  if (context === "" || (path !== null && isNamed(path))) return path;
  return `${context}/${path ?? ""}`;
}

/** Returns a baseline that accepts everything found now. */
export function baselineOfRepository(report: RepositoryReport, salt: string): Baseline {
  const parts = report.builds.flatMap(({ name, context, report: one }) =>
    one === null ? [] : [{ name, context, baseline: baselineOf(one, salt) }],
  );
  const whole = [...measuredOf(report)].map(([key, { files, bytes }]) => [key, { files, bytes }] as const);
  const own = parts.flatMap(({ name, baseline }) =>
    Object.entries(baseline.measured)
      .filter(([key]) => key !== "total")
      .map(([key, figures]) => [`build:${name} ${key}`, figures] as const),
  );
  return sortedBaseline({
    version: 1,
    salt,
    measured: Object.fromEntries([...own, ...whole]),
    largest: parts.flatMap(({ context, baseline }) =>
      baseline.largest.map(({ path, bytes }) => ({ path: toRepository(path, context) ?? "", bytes })),
    ),
    findings: report.builds.flatMap((build) =>
      findingsOf(build).map(({ rule, path, fingerprint }) => ({
        rule,
        path: toRepository(path, build.context),
        fingerprint,
      })),
    ),
  });
}

/** Compares all builds together with the baseline. */
export function compareRepository(
  builds: readonly BuildReport[],
  named: NamedBaseline | null,
  findings: readonly { readonly accepted: boolean }[],
): BaselineReport | null {
  if (named === null) return null;
  const found = new Set(
    builds.flatMap((build) =>
      findingsOf(build).map(({ rule, path, fingerprint }) =>
        JSON.stringify([rule, toRepository(path, build.context), fingerprint]),
      ),
    ),
  );
  const { file, baseline } = named;
  const accepted = findings.filter((one) => one.accepted).length;
  return {
    file,
    accepted,
    fresh: findings.length - accepted,
    vanished: baseline.findings.filter(
      ({ rule, path, fingerprint }) => !found.has(JSON.stringify([rule, path, fingerprint])),
    ),
    sent: baseline.measured["builds:sent"] ?? null,
  };
}
