import { constants, existsSync, openSync, readlinkSync } from "node:fs";
import { type Bytes, isAscii, toBuffer } from "./bytes.ts";

/** A pipe that took a file's place must not block, and a link in it must not lead out of the context. */
const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** Opens whatever is at the path of a file, for reading. Throws what node:fs throws. */
export const openPlace = (path: Bytes): number => openSync(isAscii(path) ? path : toBuffer(path), flags);

/** Linux alone has it. */
const handles = "/proc/self/fd";
const isKnown = existsSync(handles);

/**
 * Whether an open file lies where it was looked for: a directory of a real path may have become a link since. True where
 * the system does not tell.
 */
export const liesAt = (handle: number, path: Bytes): boolean =>
  !isKnown || readlinkSync(`${handles}/${handle}`, { encoding: "latin1" }) === path.replace(/^\/\//, "/");

/** Reported for a file that is elsewhere now, as for one that became a link itself. */
export const moved = (): Error => Object.assign(new Error("it lies elsewhere now"), { code: "ELOOP" });
