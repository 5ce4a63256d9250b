import prettyBytes from "pretty-bytes";
import { wrongOption } from "./errors.ts";

/** Formats a size in decimal units, like Docker: "12 B", "1.3 MB". */
export function showBytes(bytes: number): string {
  return prettyBytes(bytes);
}

const units: ReadonlyMap<string, number> = new Map([
  ["", 1],
  ["b", 1],
  ["k", 1e3],
  ["kb", 1e3],
  ["m", 1e6],
  ["mb", 1e6],
  ["g", 1e9],
  ["gb", 1e9],
  ["t", 1e12],
  ["tb", 1e12],
  ["kib", 2 ** 10],
  ["mib", 2 ** 20],
  ["gib", 2 ** 30],
  ["tib", 2 ** 40],
]);

/** Parses "10MB" (decimal), "10MiB" (binary) or plain bytes. Throws CtxcheckError "usage". */
export function parseSize(text: string, option: string): number {
  const [, number = "", unit = ""] = /^(\d+(?:\.\d+)?) ?([a-z]*)$/i.exec(text.trim()) ?? [];
  const factor = units.get(unit.toLowerCase());
  if (number === "" || factor === undefined) {
    throw wrongOption(option, `"${text}" is not a size`, "write 10MB, 10MiB or plain bytes");
  }
  return Math.round(Number(number) * factor);
}
