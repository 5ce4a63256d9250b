import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { CtxcheckError, inspect, type ReportOptions } from "../../src/index.ts";
import { isThorough, sampled } from "../sample.ts";
import {
  endingOf,
  type RecordedBuilder,
  recordedBuilders,
  type VerdictCase,
  verdictCases,
  withVerdictCase,
} from "./verdict-cases.ts";
import { isReason } from "./verdict-reasons.ts";

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

/**
 * Cases whose failure has another cause than the builder's: of several things that are wrong another one is named, or the
 * one thing in another kind of words. These numbers may only shrink.
 */
const otherReasons: Readonly<Record<RecordedBuilder, number>> = {
  buildkit: 4,
  "buildkit@0.8": 0,
  classic: 7,
  "classic@28": 0,
  buildah: 17,
  "buildah@1.28": 5,
};

describe("the verdict of a report is the builder's", () => {
  test.each(recordedBuilders)("%s", async (builder) => {
    const greens: unknown[] = [];
    const alarms: unknown[] = [];
    const others: unknown[] = [];
    for (const recorded of sampled(cases, 11)) {
      const ending = endingOf(recorded, builder);
      if (ending === undefined) continue;
      const reasons = await verdictOf(recorded, builder);
      if (ending.ok && reasons.length > 0) alarms.push({ recorded, reasons });
      if (ending.ok) continue;
      if (reasons.length === 0) greens.push({ recorded, ending });
      else if (recorded[builder] !== undefined && !isReason(ending, reasons))
        others.push({ recorded, ending, reasons });
    }
    expect({ greens, alarms }).toEqual({ greens: [], alarms: [] });
    if (isThorough) expect(others).toHaveLength(otherReasons[builder]);
    expect(others.length).toBeLessThanOrEqual(otherReasons[builder]);
  });
});
