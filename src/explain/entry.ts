import { isValidUtf8, toBuffer, toText } from "../bytes.ts";
import type { EntryType } from "../model.ts";
import type { ListedPath } from "./list.ts";

/** One entry of a listing, as the library and `ls --json` give it. */
export interface Entry {
  /** Relative to the context, "/"-separated, no leading "./", no trailing slash. Invalid UTF-8 becomes U+FFFD. */
  readonly path: string;
  /** The bytes of the path in base64, only where `path` could not hold them. */
  readonly pathBytes?: string;
  readonly type: EntryType;
  /** Bytes of a regular file (a hard link met again counts 0), else 0. */
  readonly size: number;
  /** The builder sends the name but no content. */
  readonly arrivesEmpty?: true;
}

export function toEntry({ path, type, size, arrivesEmpty }: ListedPath): Entry {
  return {
    path: toText(path),
    ...(isValidUtf8(path) ? {} : { pathBytes: toBuffer(path).toString("base64") }),
    type,
    size,
    ...(arrivesEmpty ? { arrivesEmpty: true as const } : {}),
  };
}
