import { fileURLToPath } from "node:url";
import type { InitializeParams } from "vscode-languageserver/node";
import { type Bytes, fromText, toText } from "../bytes.ts";

/** The human-readable parts of a message; all else is edits of a text, names and addresses, which stay as they are. */
const shown: ReadonlySet<string> = new Set(["message", "value", "title", "result", "reason"]);

/** A message as JSON, in bytes, each human-readable text as it may be shown. */
export async function messageShown(message: object, masked: (text: Bytes) => Promise<Bytes>): Promise<Bytes> {
  const texts = new Map<string, string>();
  JSON.stringify(message, (key, value) => {
    if (typeof value === "string" && shown.has(key)) texts.set(value, value);
    return value;
  });
  for (const text of texts.keys()) texts.set(text, toText(await masked(fromText(text))));
  return fromText(
    JSON.stringify(message, (key, value) =>
      typeof value === "string" && shown.has(key) ? texts.get(value) : value,
    ),
  );
}

/** What an editor says of itself. */
export interface Client {
  /** The folders that are open, absolute. */
  roots: readonly string[];
  /** It watches files for a server. */
  registers: boolean;
  /** Requests inlay hints again when it is notified. */
  refreshes: boolean;
  changesFolders: boolean;
}

export const unknownClient = (): Client => ({
  roots: [],
  registers: false,
  refreshes: false,
  changesFolders: false,
});

export function clientOf({ capabilities, workspaceFolders, rootUri }: InitializeParams): Client {
  const { workspace } = capabilities;
  return {
    roots: pathsOf(workspaceFolders?.map(({ uri }) => uri) ?? (rootUri ? [rootUri] : [])),
    registers: workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
    refreshes: workspace?.inlayHint?.refreshSupport === true,
    changesFolders: workspace?.workspaceFolders === true,
  };
}

/** The files and directories of these URIs; those of another scheme have none. */
export const pathsOf = (uris: readonly string[]): string[] =>
  uris.filter((uri) => uri.startsWith("file:")).map((uri) => fileURLToPath(uri).replace(/(?<=.)\/$/, ""));
