import { fromText, toText } from "../bytes.ts";
import { type ListedPath, toEntry } from "../explain/list.ts";
import { safe } from "./escape.ts";
import { jsonText } from "./json.ts";

export interface ListingStyle {
  readonly long: boolean;
  readonly dirs: boolean;
  /** NUL after each path, and nothing escaped. */
  readonly nul: boolean;
  readonly json: boolean;
}

/** A listing as it is written, entry by entry. */
export interface ListingText {
  entry(entry: ListedPath): void;
  /** What has not been written yet, and what ends each line. */
  end(): void;
}

const pieceLength = 65_536;

/** Hands on bytes (with NUL the names stand as they are on disk), in pieces that a stream takes well. */
export function renderListing(style: ListingStyle, put: (piece: Buffer) => void): ListingText {
  const { first, render, last } = style.json
    ? asJson()
    : { first: "", render: asLine(style), last: () => "" };
  let piece = first;
  const send = () => {
    put(Buffer.from(piece, "latin1"));
    piece = "";
  };
  return {
    entry: (entry) => {
      if (!style.dirs && entry.type === "directory") return;
      piece += render(entry);
      if (piece.length > pieceLength) send();
    },
    end: () => {
      piece += last();
      send();
    },
  };
}

const asLine = (style: ListingStyle) => (entry: ListedPath) =>
  style.nul ? `${entry.path}\0` : fromText(`${line(entry, style)}\n`);

/** The text of one array, cut between its items. */
function asJson() {
  let before = "";
  return {
    first: "[",
    render: (entry: ListedPath) => {
      const item = jsonText([toEntry(entry)]).slice(1, -"\n]\n".length);
      const rendered = `${before}${item}`;
      before = ",";
      return fromText(rendered);
    },
    last: () => (before === "" ? "]\n" : "\n]\n"),
  };
}

const letters = { file: "-", directory: "d", symlink: "l", fifo: "p", device: "c", socket: "s" } as const;

function line({ path, type, size, arrivesEmpty }: ListedPath, { long }: ListingStyle): string {
  const shown = `${safe(toText(path))}${type === "directory" ? "/" : ""}`;
  if (!long) return shown;
  return `${letters[type]} ${String(size).padStart(12)} ${shown}${arrivesEmpty ? "  (arrives empty)" : ""}`;
}
