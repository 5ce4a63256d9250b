import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { CtxcheckError, inspect, type ReportOptions } from "../../src/index.ts";
import {
  endingOf,
  type RecordedBuilder,
  recordedBuilders,
  type VerdictCase,
  verdictCases,
  withVerdictCase,
} from "./verdict-cases.ts";

const cases = verdictCases();

/** What the report says of a build: why it fails, worst first; nothing where it goes through. */
async function verdictOf(recorded: VerdictCase, builder: RecordedBuilder): Promise<string[]> {
  return withVerdictCase(recorded, async (context) => {
    const { file = "Dockerfile", target, buildArgs } = recorded;
    const options: ReportOptions = {
      ...{ context, builder, file: join(context, file), secretContent: false },
      ...(target === undefined ? {} : { target }),
      ...(buildArgs === undefined ? {} : { buildArgs }),
      rules: { "secret-name": "off" },
    };
    try {
      const { findings } = await inspect(options);
      const errors = findings.filter(({ severity }) => severity === "error");
      return errors.map(({ rule, message }) => `${rule}: ${message}`);
    } catch (error) {
      if (error instanceof CtxcheckError) return [`${error.code}: ${error.message}`];
      throw error;
    }
  });
}

/** Cases that are not yet answered as the builder ends: these numbers may only shrink. */
const left: Readonly<Record<RecordedBuilder, { greens: number; alarms: number } | null>> = {
  buildkit: { greens: 0, alarms: 0 },
  "buildkit@0.8": { greens: 0, alarms: 0 },
  classic: { greens: 0, alarms: 0 },
  "classic@28": { greens: 0, alarms: 0 },
  buildah: { greens: 0, alarms: 0 },
  "buildah@1.28": { greens: 0, alarms: 0 },
};

const answered = recordedBuilders.filter((builder) => left[builder] !== null);

describe("the verdict of a report is the builder's", () => {
  test.each(answered)("%s", async (builder) => {
    const greens: unknown[] = [];
    const alarms: unknown[] = [];
    for (const recorded of cases) {
      const ending = endingOf(recorded, builder);
      if (ending === undefined) continue;
      const reasons = await verdictOf(recorded, builder);
      if (ending.ok && reasons.length > 0) alarms.push({ recorded, reasons });
      if (!ending.ok && reasons.length === 0) greens.push({ recorded, ending });
    }
    expect({ greens: greens.length, alarms: alarms.length }).toEqual(left[builder]);
  });
});
