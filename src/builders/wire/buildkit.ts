import type { EntryType } from "../../model.ts";
import { inUnits, type SentEntry, type WireCounter } from "./wire.ts";

/**
 * Counts the bytes shown after "transferring context:" (rule D16; fsutil Send, types.Packet): the protobuf packets of
 * all entries and of the content of every file. Extended attributes cannot be read here and are not counted.
 */
export function buildkitWire(): WireCounter {
  let bytes = finPacket;
  let index = 0;
  return {
    add: (entry) => {
      const stat = statSize(entry);
      bytes += 1 + varintSize(stat) + stat + contentSize(entry, index++);
    },
    total: () => bytes,
    printed: () => printed(bytes),
  };
}

const finPacket = 2;

/** types.Stat; zeros are omitted, as always in protobuf. */
function statSize(entry: SentEntry): number {
  const { path, type, size, target, linkOf, device } = entry;
  const link = linkOf === "" ? target : linkOf;
  return (
    textSize(path.length) +
    numberSize(goMode(entry)) +
    (type === "directory" ? 0 : numberSize(size)) +
    timeSize(entry.mtimeMs) +
    textSize(link.length) +
    numberSize(device.major) +
    numberSize(device.minor)
  );
}

const textSize = (length: number) => (length === 0 ? 0 : 1 + varintSize(length) + length);

const numberSize = (value: number) => (value === 0 ? 0 : 1 + varintSize(value));

/** Nanoseconds; a time before 1970 is negative and takes the full ten bytes. */
function timeSize(mtimeMs: number): number {
  return mtimeMs < 0 ? 11 : numberSize(mtimeMs * 1e6);
}

function varintSize(value: number): number {
  let size = 1;
  for (let rest = value; rest >= 128; rest /= 128) size++;
  return size;
}

const typeBits: Readonly<Record<EntryType, number>> = {
  file: 0,
  directory: 2 ** 31,
  symlink: 2 ** 27,
  fifo: 2 ** 25,
  device: 2 ** 26,
  socket: 0,
};
const characterDevice = 0o020000;

/** Go's os.FileMode; a socket's type bit is cleared (rule D14). */
function goMode({ type, mode }: SentEntry): number {
  const character = type === "device" && (mode & 0o170000) === characterDevice ? 2 ** 21 : 0;
  const setuid = mode & 0o4000 ? 2 ** 23 : 0;
  const setgid = mode & 0o2000 ? 2 ** 22 : 0;
  const sticky = mode & 0o1000 ? 2 ** 20 : 0;
  return (mode & 0o777) + typeBits[type] + character + setuid + setgid + sticky;
}

const chunk = 32 * 1024;

/** Every regular file is requested once: its chunks, and a final packet without data. */
function contentSize({ type, size, linkOf, arrivesEmpty }: SentEntry, index: number): number {
  if ((type !== "file" && type !== "socket") || linkOf !== "") return 0;
  const head = 2 + (index === 0 ? 0 : 1 + varintSize(index));
  const content = arrivesEmpty || type === "socket" ? 0 : size;
  const rest = content % chunk;
  const whole = Math.floor(content / chunk) * (head + textSize(chunk));
  return whole + (rest === 0 ? 0 : head + textSize(rest)) + head;
}

/** As BuildKit's progress prints it: two decimals. */
const printed = (bytes: number): string => inUnits(bytes, (value) => value.toFixed(2));
