import { showBytes } from "../sizes.ts";
import { count } from "./count.ts";

/** "+1.2 MB", "-3 B", "+0 B". */
export const signedBytes = (bytes: number): string => `${sign(bytes)}${showBytes(Math.abs(bytes))}`;

/** "+2 files", "-1 file". */
export const signedCount = (number: number, what: string): string =>
  `${sign(number)}${count(Math.abs(number), what)}`;

const sign = (number: number): string => (number < 0 ? "-" : "+");
