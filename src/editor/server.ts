import { fileURLToPath, pathToFileURL } from "node:url";
import {
  type Connection,
  createConnection,
  type Diagnostic,
  DidChangeWatchedFilesNotification,
  type InitializeParams,
  type InitializeResult,
  TextDocumentSyncKind,
} from "vscode-languageserver/node";
import type { PlanOptions } from "../plan/options.ts";
import { actionsOf, translated } from "./actions.ts";
import {
  completionsOf,
  diagnosticsOf as diagnosticsOfBuild,
  hintsOf,
  hoverOf,
  linksOf,
  refusalOf,
  type Shown,
} from "./answers.ts";
import { type Open, openBoard, unlessSuperseded } from "./board.ts";
import { type Definition, lookAtDefinition, lookThrough, type ReadDefinition } from "./defined.ts";
import {
  definitionOfBuild,
  diagnosticsOfDefinition,
  hintsOfDefinition,
  hoverOfDefinition,
  linksOfDefinition,
} from "./definitions.ts";
import { documentKind } from "./document-kind.ts";
import { counterpart, isRefused, type Judged, type Look, lookAt, type Refused } from "./look.ts";
import { readers } from "./reading.ts";
import { openSession, type Session } from "./session.ts";
import { lookSoon } from "./soon.ts";
import { answerViews, statusOf } from "./views.ts";

interface Given {
  readonly version: string;
  /** Whether an edit waits that nobody has read. */
  readonly isSuperseded: () => boolean;
  readonly readDefinition: ReadDefinition;
}

/** Speaks the Language Server Protocol over the streams until the client ends it. */
export function serve(
  input: NodeJS.ReadableStream,
  output: NodeJS.WritableStream,
  { version, isSuperseded, readDefinition }: Given,
): Promise<void> {
  const connection = createConnection(input, output);
  let roots: readonly string[] = [];
  let registers = false;
  const session = openSession(() => roots, isSuperseded);
  connection.onInitialize((params) => {
    roots = rootsOf(params);
    registers = params.capabilities.workspace?.didChangeWatchedFiles?.dynamicRegistration === true;
    return initialized(version);
  });
  answer(connection, session, { registers: () => registers, readDefinition });
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
      codeActionProvider: { codeActionKinds: ["quickfix", "source"], resolveProvider: true },
      completionProvider: { triggerCharacters: ["/", "!"] },
    },
  };
}

type Found = Look | Refused | Definition | typeof noBuild;
const noBuild = "no build";
const isLook = (found: Found): found is Look => found !== noBuild && "facts" in found;
const isDefinition = (found: Found): found is Definition => found !== noBuild && "builds" in found;

/** Milliseconds of reading after which a document that was just opened is told what its text says alone. */
const soonest = 100;

interface Answering extends Pick<Given, "readDefinition"> {
  /** Whether the editor watches files for a server. */
  readonly registers: () => boolean;
}

function answer(connection: Connection, session: Session, { registers, readDefinition }: Answering): void {
  const reading = readers(connection);
  const definitionAt = ({ path }: Shown) =>
    documentKind(path)?.is === "definition"
      ? lookAtDefinition(readDefinition(path, session.rootOf(path), session.source))
      : null;
  const board = openBoard<Found>(session, {
    soon: (document, last) => {
      const definition = definitionAt(document);
      if (definition !== null) return diagnosticsOf(document, definition);
      const options = session.buildOf(document.path);
      if (options === null) return null;
      return diagnosticsOf(document, lookSoon(options, isLook(last) ? last : null));
    },
    all: async (document, compares) => {
      const definition = definitionAt(document);
      if (definition !== null) return session.isSmall() ? lookThrough(definition) : definition;
      const options = session.buildOf(document.path);
      if (options === null) return noBuild;
      const first =
        document.last === null ? setTimeout(() => sayFirst(document, options), soonest) : undefined;
      await reading(options).finally(() => clearTimeout(first));
      return lookAt(options, compares);
    },
    publish: (document, found) => {
      if (found === noBuild) return;
      send(document, diagnosticsOf(document, found));
      if (isLook(found)) void connection.sendNotification("ctxcheck/status", statusOf(document.uri, found));
    },
    diagnostics: (document, diagnostics) => send(document, diagnostics),
  });
  const send = ({ uri, version }: Open<Found>, diagnostics: readonly Diagnostic[]) =>
    void connection.sendDiagnostics({ uri, version, diagnostics: [...diagnostics] });
  const sayFirst = (document: Open<Found>, options: PlanOptions) =>
    unlessSuperseded(() => send(document, diagnosticsOf(document, lookSoon(options, null, "texts-alone"))));
  const isOurs = (uri: string) => uri.startsWith("file:") && documentKind(fileURLToPath(uri)) !== null;
  connection.onDidOpenTextDocument(({ textDocument: { uri, version, text } }) => {
    if (isOurs(uri)) board.change(uri, version, text);
  });
  connection.onDidChangeTextDocument(({ textDocument: { uri, version }, contentChanges }) => {
    const text = contentChanges.at(-1)?.text;
    if (text !== undefined && board.has(uri)) board.change(uri, version, text);
  });
  const renewed = (uris: readonly string[]) => {
    session.renew(uris.filter((uri) => uri.startsWith("file:")).map((uri) => fileURLToPath(uri)));
    board.again();
  };
  connection.onDidSaveTextDocument(({ textDocument: { uri } }) => renewed([uri]));
  connection.onDidChangeWatchedFiles(({ changes }) => renewed(changes.map(({ uri }) => uri)));
  connection.onInitialized(() => {
    if (!registers()) return session.follow(board.again);
    const watchers = [{ globPattern: "**/*" }];
    void connection.client.register(DidChangeWatchedFilesNotification.type, { watchers });
  });
  connection.onDidCloseTextDocument(({ textDocument: { uri } }) => {
    if (board.close(uri)) void connection.sendDiagnostics({ uri, diagnostics: [] });
  });
  const ask = async <T>(
    uri: string,
    give: (document: Shown, found: Look) => T,
    giveOf: (document: Shown, found: Definition) => T | null = () => null,
  ): Promise<T | null> => {
    const { document, found = noBuild } = (await board.wait(uri)) ?? {};
    if (document === undefined) return null;
    return isLook(found) ? give(document, found) : isDefinition(found) ? giveOf(document, found) : null;
  };
  answerViews(connection, (uri) => ask(uri, (_, found) => found));
  connection.onHover(async ({ textDocument: { uri }, position: { line } }) => {
    const value = await ask(
      uri,
      async (document, found) => hoverOf(document, found, line + 1),
      (document, found) => hoverOfDefinition(document, found, line + 1),
    );
    return value === null ? null : { contents: { kind: "markdown", value } };
  });
  connection.onDocumentLinks(({ textDocument: { uri } }) => ask(uri, linksOf, linksOfDefinition));
  connection.languages.inlayHint.on(({ textDocument: { uri } }) => ask(uri, hintsOf, hintsOfDefinition));
  connection.onCodeAction(({ textDocument: { uri }, range }) =>
    ask(uri, (document, found) => actionsOf(document, found, range.start.line + 1, range.end.line + 1)),
  );
  connection.onCodeActionResolve(async (action) => {
    const uri = String(action.data?.uri ?? "");
    const options = uri.startsWith("file:") ? session.buildOf(fileURLToPath(uri)) : null;
    return (options && (await ask(uri, (_, found) => translated(action, found, options)))) ?? action;
  });
  connection.onCompletion(({ textDocument: { uri }, position }) =>
    ask(uri, (document, found) => completionsOf(document, found, position.line, position.character)),
  );
  connection.onDefinition(({ textDocument: { uri }, position: { line } }) =>
    ask(
      uri,
      ({ path }, found) => {
        const other = counterpart(path, found);
        const start = { line: 0, character: 0 };
        return other === null ? null : { uri: pathToFileURL(other).href, range: { start, end: start } };
      },
      (document, found) => definitionOfBuild(document, found, line + 1),
    ),
  );
}

function diagnosticsOf(document: Shown, found: Judged | Refused | Definition): Diagnostic[] {
  if ("builds" in found) return diagnosticsOfDefinition(document, found);
  return isRefused(found) ? refusalOf(document, found) : diagnosticsOfBuild(document, found);
}
