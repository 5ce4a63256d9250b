import { writeSync } from "node:fs";
import { toText } from "../bytes.ts";
import type { Amount, OnProgress } from "../model.ts";
import { safe, shorten } from "../report/escape.ts";
import { mayHoldSecret } from "../secrets/mask-values.ts";
import { showBytes } from "../sizes.ts";
import type { Io } from "./io.ts";

const patience = 1_000;
const interval = 100;

/**
 * Shows a line on stderr once the work takes over a second, only on an interactive terminal. The walk is synchronous,
 * and so is the line.
 */
export function progressLine({ stderr, env }: Pick<Io, "stderr" | "env">): {
  show: OnProgress;
  clear(): void;
} {
  if (stderr.isTTY !== true || isSet(env.CI)) return { show: () => {}, clear: () => {} };
  const start = Date.now();
  let shown = 0;
  return {
    show: (progress) => {
      const now = Date.now();
      if (now - start < patience || now - shown < interval) return;
      shown = now;
      // The old text is overwritten before its rest is cleared, so that nothing flickers.
      writeSync(2, `\r${progressText(progress, (stderr.columns ?? 80) - 1)}\x1b[K`);
    },
    clear: () => {
      if (shown > 0) writeSync(2, "\r\x1b[K");
    },
  };
}

const isSet = (value: string | undefined) => value !== undefined && value !== "" && value !== "false";

/** Returns one line that fits: the progress, and the end of the current path. */
export function progressText({ doing, done, of, at }: Parameters<OnProgress>[0], width: number): string {
  const all = of === null ? amount(done) : amountOf(done, of);
  const begin = `${doing}: ${all}`;
  const room = width - begin.length - 2;
  const path = safe(toText(at));
  return room < 12 || at.split("/").some(mayHoldSecret)
    ? begin.slice(0, width)
    : `${begin}  ${shorten(path, room)}`;
}

const amount = ({ files, bytes }: Amount) => `${files} files, ${showBytes(bytes)}`;

const amountOf = (done: Amount, of: Amount) =>
  `${done.files} of ${of.files} files, ${showBytes(done.bytes)} of ${showBytes(of.bytes)}`;
