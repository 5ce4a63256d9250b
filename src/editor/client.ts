import { fileURLToPath } from "node:url";
import type { InitializeParams } from "vscode-languageserver/node";

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
