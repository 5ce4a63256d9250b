import { constants, existsSync, openSync, readlinkSync } from "node:fs";
import { type Bytes, isAscii, toBuffer } from "./bytes.ts";

/** A pipe that replaced a file must not block, and a link that replaced it must not lead out of the context. */
const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** Opens whatever is at the place of a file, for reading. Throws like node:fs. */
export const openPlace = (path: Bytes): number => openSync(isAscii(path) ? path : toBuffer(path), flags);

/** Only on Linux. */
const handles = "/proc/self/fd";
const isKnown = existsSync(handles);

/**
 * Whether an open file lies where it was looked up: a directory of a real path may have become a link since. True if
 * the system does not say.
 */
export const liesAt = (handle: number, path: Bytes): boolean =>
  !isKnown || readlinkSync(`${handles}/${handle}`, { encoding: "latin1" }) === path.replace(/^\/\//, "/");

/** Error for a file that was moved, the same as for one that became a link. */
export const moved = (): Error => Object.assign(new Error("it lies elsewhere now"), { code: "ELOOP" });
