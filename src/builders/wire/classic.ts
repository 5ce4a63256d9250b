import { type Bytes, isAscii } from "../../bytes.ts";
import { inUnits, type SentEntry, type WireCounter } from "./wire.ts";

/**
 * Counts the bytes shown after "Sending build context to Docker daemon" (rule C12; go-archive, Go's archive/tar): the
 * length of the tar stream. The attribute `security.capability` cannot be read here and is not counted.
 */
export function classicWire(): WireCounter {
  let bytes = 2 * block;
  return {
    add: (entry) => {
      bytes += block + extendedHeader(entry) + (isContent(entry) ? roundUp(entry.size) : 0);
    },
    total: () => bytes,
    printed: () => printed(bytes),
  };
}

const block = 512;
const nameSize = 100;
const prefixSize = 155;
/** From this size on, eleven octal digits do not suffice. */
const largeSize = 8 ** 11;

const roundUp = (bytes: number) => Math.ceil(bytes / block) * block;

const isContent = ({ type, linkOf }: SentEntry) => type === "file" && linkOf === "";

/** Returns the size of a PAX header and its records, for values that the old header cannot hold. */
function extendedHeader(entry: SentEntry): number {
  const name = entry.type === "directory" ? `${entry.path}/` : entry.path;
  const link = entry.linkOf === "" ? entry.target : entry.linkOf;
  const large = isContent(entry) && entry.size >= largeSize;
  const seconds = Math.floor(entry.mtimeMs / 1000);
  if (fitsName(name) && fitsField(link) && !large && seconds >= 0) return 0;
  const records =
    (fitsField(name) ? 0 : recordSize("path", name)) +
    (fitsField(link) ? 0 : recordSize("linkpath", link)) +
    (large ? recordSize("size", String(entry.size)) : 0) +
    (seconds < 0 ? recordSize("mtime", String(seconds)) : 0);
  return block + roundUp(records);
}

const fitsField = (value: Bytes) => value.length <= nameSize && isAscii(value);

/** A long ASCII path may be split at a slash (archive/tar splitUSTARPath). */
function fitsName(name: Bytes): boolean {
  if (fitsField(name)) return true;
  if (!isAscii(name)) return false;
  const end =
    name.length > prefixSize + 1 ? prefixSize + 1 : name.endsWith("/") ? name.length - 1 : name.length;
  const slash = name.slice(0, end).lastIndexOf("/");
  const suffix = name.length - slash - 1;
  return slash > 0 && suffix > 0 && suffix <= nameSize && slash <= prefixSize;
}

/** "<length> <key>=<value>\n", the length counting its own digits. */
function recordSize(key: string, value: Bytes): number {
  const rest = key.length + value.length + 3;
  const size = rest + String(rest).length;
  return String(size).length === String(rest).length ? size : size + 1;
}

/** As the docker CLI prints it: four significant digits. */
const printed = (bytes: number): string => inUnits(bytes, (value) => Number(value.toPrecision(4)));
