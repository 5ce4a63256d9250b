import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import {
  createProtocolConnection,
  type Diagnostic,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-languageserver/node";

/** An editor, as far as a test needs one. */
export interface Client {
  open(path: string, text: string): Promise<readonly Diagnostic[]>;
  /** Closes the document. */
  shut(path: string): Promise<void>;
  /** The whole text anew. */
  change(path: string, text: string): Promise<readonly Diagnostic[]>;
  /** The next diagnostics of a document that is open in which a rule is. */
  again(path: string, rule: string): Promise<readonly Diagnostic[]>;
  ask<T>(method: string, path: string, more?: object): Promise<T>;
  raw<T>(method: string, path: string, more?: object): Promise<T>;
  /** The next notification after something is done, or the next that is wanted. */
  next<T>(method: string, act: () => void, isWanted?: (params: T) => boolean): Promise<T>;
  close(): Promise<number | null>;
}

interface Started {
  /** Options of Node. */
  readonly node?: readonly string[];
  /** Folders of the workspace, relative to the root. */
  readonly folders?: readonly string[];
}

/** Starts the program in a folder, and speaks with it as an editor does. */
export async function startClient(
  program: string,
  root: string,
  { node = [], folders = [""] }: Started = {},
): Promise<Client> {
  const child: ChildProcess = spawn(process.execPath, [...node, program, "lsp", "--stdio"], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  if (child.stdout === null || child.stdin === null) throw new Error("no streams");
  const connection = createProtocolConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  const uri = (path: string) => pathToFileURL(`${root}/${path}`).href;
  const hearing = new Set<(published: { uri: string; diagnostics: Diagnostic[] }) => void>();
  const waiting = new Map<string, (diagnostics: readonly Diagnostic[]) => void>();
  connection.onNotification("textDocument/publishDiagnostics", (published) => {
    waiting.get(`${published.uri} ${published.version}`)?.(published.diagnostics);
    for (const hear of [...hearing]) hear(published);
  });
  connection.listen();
  const workspaceFolders = folders.map((name) => ({ uri: pathToFileURL(join(root, name)).href, name }));
  await connection.sendRequest("initialize", {
    processId: process.pid,
    rootUri: null,
    workspaceFolders,
    capabilities: {},
  });
  await connection.sendNotification("initialized", {});
  const versions = new Map<string, number>();
  const published = (path: string, version: number) =>
    new Promise<readonly Diagnostic[]>((resolve) => waiting.set(`${uri(path)} ${version}`, resolve));
  return {
    open: (path, text) => {
      const version = (versions.get(path) ?? 0) + 1;
      versions.set(path, version);
      const textDocument = { uri: uri(path), languageId: "x", version, text };
      const answer = published(path, version);
      void connection.sendNotification("textDocument/didOpen", { textDocument });
      return answer;
    },
    shut: (path) =>
      connection.sendNotification("textDocument/didClose", { textDocument: { uri: uri(path) } }),
    change: (path, text) => {
      const version = (versions.get(path) ?? 0) + 1;
      versions.set(path, version);
      const answer = published(path, version);
      const textDocument = { uri: uri(path), version };
      void connection.sendNotification("textDocument/didChange", {
        textDocument,
        contentChanges: [{ text }],
      });
      return answer;
    },
    again: (path, rule) =>
      new Promise((resolve) => {
        const hear = (published: { uri: string; diagnostics: Diagnostic[] }) => {
          if (published.uri !== uri(path) || published.diagnostics.every(({ code }) => code !== rule)) return;
          hearing.delete(hear);
          resolve(published.diagnostics);
        };
        hearing.add(hear);
      }),
    ask: (method, path, more = {}) =>
      connection.sendRequest(`textDocument/${method}`, { textDocument: { uri: uri(path) }, ...more }),
    raw: (method, path, more = {}) => connection.sendRequest(method, { uri: uri(path), ...more }),
    next: (method, act, isWanted = () => true) =>
      new Promise((resolve) => {
        connection.onNotification(method, (params) => {
          if (isWanted(params)) resolve(params);
        });
        act();
      }),
    close: async () => {
      const ended = new Promise<number | null>((resolve) => child.on("exit", resolve));
      await connection.sendRequest("shutdown");
      await connection.sendNotification("exit");
      return ended;
    },
  };
}
