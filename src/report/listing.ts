import { fromText, toText } from "../bytes.ts";
import { type ListedPath, toEntry } from "../explain/list.ts";
import { safe } from "./escape.ts";
import { jsonText } from "./json.ts";

export interface ListingStyle {
  readonly long: boolean;
  readonly dirs: boolean;
  /** Whether a NUL follows each path, with nothing escaped. */
  readonly nul: boolean;
  readonly json: boolean;
}

/** A listing that is written entry by entry. */
export interface ListingText {
  entry(entry: ListedPath): void;
  /** What has not been written yet, and what ends each line. */
  end(): void;
}

const pieceLength = 65_536;

/** Outputs bytes (with NUL, the names as they are on disk), in pieces of a suitable size for a stream. */
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

/** Renders one array, split between its items. */
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
