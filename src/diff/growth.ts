import { wrongOption } from "../errors.ts";
import { parseSize } from "../sizes.ts";
import type { Difference } from "./model.ts";

/** How much more may be sent: so many bytes, or so much of what was sent before. */
export type Growth = { readonly bytes: number } | { readonly percent: number };

/** "0", "1MB", "5%", with or without a plus. Throws CtxcheckError "usage". */
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
