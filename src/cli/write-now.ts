import { writeSync } from "node:fs";
import { wrongUse } from "../errors.ts";
import type { Output } from "./io.ts";

/**
 * Writes, and returns once the bytes are out and the buffer can be reused, so that nothing piles up before a slow
 * reader. False if nobody reads any more. Throws CtxcheckError "usage" if they cannot be written.
 */
export function writeNow(output: Output, data: Uint8Array): boolean {
  if (output.fd === undefined) (output.exact ?? output.write)(Buffer.from(data));
  else {
    let pause = shortest;
    for (let at = 0; at < data.length; ) {
      const written = writeSome(output.fd, data, at);
      if (written === "closed") return false;
      // The pipe is full: its reader has to catch up.
      if (written === 0) Atomics.wait(clock, 0, 0, pause);
      pause = written === 0 ? Math.min(2 * pause, longest) : shortest;
      at += written;
    }
  }
  return true;
}

function writeSome(fd: number, data: Uint8Array, at: number): number | "closed" {
  try {
    return writeSync(fd, data, at);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "EPIPE") return "closed";
    if (code !== "EAGAIN") throw wrongUse(`stdout cannot be written (${String(code)})`);
    return 0;
  }
}

/** Ends work whose remaining output no one reads. */
export const nobodyReads = new Error("stdout was closed");

const clock = new Int32Array(new SharedArrayBuffer(4));
/** Milliseconds. */
const [shortest, longest] = [0.1, 5];
