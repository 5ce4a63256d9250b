import { fileURLToPath } from "node:url";
import type { InitializeParams } from "vscode-languageserver/node";
import { type Bytes, fromText, toText } from "../bytes.ts";

/**
 * Keys of a message whose values are shown to a user; all else is text edits, names and addresses, and stays as it is.
 */
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

/** Capabilities that an editor announces. */
export interface Client {
  /** The open folders, absolute. */
  roots: readonly string[];
  /** Watches files on behalf of a server. */
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

/** Returns the paths of these URIs; those of other schemes are dropped. */
export const pathsOf = (uris: readonly string[]): string[] =>
  uris.filter((uri) => uri.startsWith("file:")).map((uri) => fileURLToPath(uri).replace(/(?<=.)\/$/, ""));
