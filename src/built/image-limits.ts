import type { ImageComparison, LimitCheck } from "./comparison.ts";

/** The limits of an image; null is no limit. */
export interface ImageLimits {
  /** Bytes of all layers, unpacked. */
  readonly size: number | null;
  /** 0 to 1. */
  readonly efficiency: number | null;
  /** Bytes, or a share of `userBytes` (dive's highestWastedBytes and highestUserWastedPercent). */
  readonly wasted: { readonly unit: "bytes" | "share"; readonly most: number } | null;
}

type Measured = Pick<ImageComparison, "totals" | "efficiency">;

/** Checks the limits that are set, in the order of their options. */
export function checkLimits({ size, efficiency, wasted }: ImageLimits, measured: Measured): LimitCheck[] {
  const { totals, efficiency: found } = measured;
  const checks: LimitCheck[] = [];
  if (size !== null) checks.push(atMost("--max-image-size", "bytes", size, totals.bytes));
  if (efficiency !== null) {
    const passed = found.score >= efficiency;
    checks.push({
      option: "--min-efficiency",
      unit: "share",
      limit: efficiency,
      actual: found.score,
      passed,
    });
  }
  if (wasted !== null) {
    const actual = wasted.unit === "bytes" ? found.wastedBytes : found.wastedShare;
    checks.push(atMost("--max-wasted", wasted.unit, wasted.most, actual));
  }
  return checks;
}

const atMost = (
  option: LimitCheck["option"],
  unit: LimitCheck["unit"],
  limit: number,
  actual: number,
): LimitCheck => ({ option, unit, limit, actual, passed: actual <= limit });
