import { fileURLToPath, pathToFileURL } from "node:url";
import {
  type Connection,
  createConnection,
  DidChangeWatchedFilesNotification,
  type InitializeParams,
  type InitializeResult,
  TextDocumentSyncKind,
} from "vscode-languageserver/node";
import {
  actionsOf,
  completionsOf,
  diagnosticsOf,
  hintsOf,
  hoverOf,
  linksOf,
  refusalOf,
  type Shown,
} from "./answers.ts";
import { documentKind } from "./document-kind.ts";
import { counterpart, isRefused, type Look, lookAt, type Refused } from "./look.ts";
import { openSession, type Session } from "./session.ts";
import { answerViews, statusOf } from "./views.ts";

/** Milliseconds without a key after which other builders are asked, too. */
const pause = 600;

/** Speaks the Language Server Protocol over the streams until the client ends it. */
export function serve(
  input: NodeJS.ReadableStream,
  output: NodeJS.WritableStream,
  version: string,
): Promise<void> {
  const connection = createConnection(input, output);
  let roots: readonly string[] = [];
  let registers = false;
  const session = openSession(() => roots);
  connection.onInitialize((params) => {
    roots = rootsOf(params);
    registers = params.capabilities.workspace?.didChangeWatchedFiles?.dynamicRegistration === true;
    return initialized(version);
  });
  answer(connection, session, () => registers);
  connection.listen();
  return new Promise((resolve) => connection.onExit(() => resolve()));
}

function rootsOf({ workspaceFolders, rootUri }: InitializeParams): string[] {
  const uris = workspaceFolders?.map(({ uri }) => uri) ?? (rootUri ? [rootUri] : []);
  return uris
    .filter((uri) => uri.startsWith("file:"))
    .map((uri) => fileURLToPath(uri).replace(/(?<=.)\/$/, ""));
}

function initialized(version: string): InitializeResult {
  return {
    serverInfo: { name: "ctxcheck", version },
    capabilities: {
      textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Full, save: true },
      hoverProvider: true,
      definitionProvider: true,
      inlayHintProvider: true,
      documentLinkProvider: {},
      codeActionProvider: { codeActionKinds: ["quickfix"] },
      completionProvider: { triggerCharacters: ["/", "!"] },
    },
  };
}

/** A document that is open, and what was found out about it. */
interface Open extends Shown {
  readonly version: number;
  look: Promise<Look | Refused | null>;
}

function answer(connection: Connection, session: Session, registers: () => boolean): void {
  const open = new Map<string, Open>();
  let waiting: NodeJS.Timeout | undefined;
  const show = async (uri: string, compares: boolean) => {
    const document = open.get(uri);
    if (document === undefined) return;
    document.look = look(session, document.path, compares);
    const found = await document.look;
    // Somebody has typed meanwhile: what was found is of another text.
    if (open.get(uri) !== document || found === null) return;
    const diagnostics = isRefused(found) ? refusalOf(document, found) : diagnosticsOf(document, found);
    await connection.sendDiagnostics({ uri, version: document.version, diagnostics });
    if (!isRefused(found)) await connection.sendNotification("ctxcheck/status", statusOf(uri, found));
  };
  /** Both files of a build may change what is to say about the other. */
  const showAll = (compares: boolean) => {
    for (const uri of open.keys()) void show(uri, compares);
  };
  const changed = (uri: string, version: number, text: string) => {
    const path = fileURLToPath(uri);
    session.edit(path, text);
    open.set(uri, { uri, path, version, lines: text.split(/\r?\n/), look: Promise.resolve(null) });
    showAll(false);
    clearTimeout(waiting);
    waiting = setTimeout(() => showAll(true), pause);
  };
  const isOurs = (uri: string) => uri.startsWith("file:") && documentKind(fileURLToPath(uri)) !== null;
  connection.onDidOpenTextDocument(({ textDocument: { uri, version, text } }) => {
    if (isOurs(uri)) changed(uri, version, text);
  });
  connection.onDidChangeTextDocument(({ textDocument: { uri, version }, contentChanges }) => {
    const text = contentChanges.at(-1)?.text;
    if (text !== undefined && open.has(uri)) changed(uri, version, text);
  });
  const renewed = (uris: readonly string[]) => {
    session.renew(uris.filter((uri) => uri.startsWith("file:")).map((uri) => fileURLToPath(uri)));
    showAll(true);
  };
  connection.onDidSaveTextDocument(({ textDocument: { uri } }) => renewed([uri]));
  connection.onDidChangeWatchedFiles(({ changes }) => renewed(changes.map(({ uri }) => uri)));
  connection.onInitialized(() => {
    if (!registers()) return session.follow(() => showAll(true));
    const watchers = [{ globPattern: "**/*" }];
    void connection.client.register(DidChangeWatchedFilesNotification.type, { watchers });
  });
  answerViews(connection, async (uri) => {
    const document = open.get(uri);
    const found = await document?.look;
    return !found || isRefused(found) ? null : found;
  });
  connection.onDidCloseTextDocument(({ textDocument: { uri } }) => {
    if (!open.delete(uri)) return;
    session.edit(fileURLToPath(uri), null);
    void connection.sendDiagnostics({ uri, diagnostics: [] });
  });
  const ask = async <T>(uri: string, give: (document: Open, found: Look) => T): Promise<T | null> => {
    const document = open.get(uri);
    const found = await document?.look;
    return document === undefined || !found || isRefused(found) ? null : give(document, found);
  };
  connection.onHover(({ textDocument: { uri }, position }) =>
    ask(uri, (document, found) => {
      const value = hoverOf(document, found, position.line + 1);
      return value === null ? null : { contents: { kind: "markdown" as const, value } };
    }),
  );
  connection.onDocumentLinks(({ textDocument: { uri } }) => ask(uri, linksOf));
  connection.languages.inlayHint.on(({ textDocument: { uri } }) => ask(uri, hintsOf));
  connection.onCodeAction(({ textDocument: { uri }, range }) =>
    ask(uri, (document, found) => actionsOf(document, found, range.start.line + 1, range.end.line + 1)),
  );
  connection.onCompletion(({ textDocument: { uri }, position }) =>
    ask(uri, (document, found) => completionsOf(document, found, position.line, position.character)),
  );
  connection.onDefinition(({ textDocument: { uri } }) =>
    ask(uri, ({ path }, found) => {
      const other = counterpart(path, found);
      const start = { line: 0, character: 0 };
      return other === null ? null : { uri: pathToFileURL(other).href, range: { start, end: start } };
    }),
  );
}

/** Whatever is in the queue of messages comes first: of many keys the last one is answered. */
async function look(session: Session, path: string, compares: boolean): Promise<Look | Refused | null> {
  await new Promise(setImmediate);
  const options = session.buildOf(path);
  return options === null ? null : lookAt(options, compares);
}
