import { fileURLToPath, pathToFileURL } from "node:url";
import {
  type Connection,
  createConnection,
  type Diagnostic,
  DidChangeWatchedFilesNotification,
  type InitializeResult,
  StreamMessageReader,
  StreamMessageWriter,
  TextDocumentSyncKind,
} from "vscode-languageserver/node";
import { type Bytes, toBuffer } from "../bytes.ts";
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
import { type Client, clientOf, messageShown, pathsOf, unknownClient } from "./client.ts";
import { type Definition, lookAtDefinition, lookThrough, type ReadDefinition } from "./defined.ts";
import {
  definitionOfBuild,
  diagnosticsOfDefinition,
  hintsOfDefinition,
  hoverOfDefinition,
  linksOfDefinition,
} from "./definitions.ts";
import { documentKind } from "./document-kind.ts";
import { Superseded } from "./edited-tree.ts";
import { type Checked, counterpart, isRefused, type Look, lookAt, type Refused } from "./look.ts";
import { readers } from "./reading.ts";
import { openSession, type Session } from "./session.ts";
import { lookSoon } from "./soon.ts";
import { answerViews, statusOf } from "./views.ts";

interface Given {
  readonly version: string;
  /** Returns a text as it may be shown. */
  readonly masked: (text: Bytes) => Promise<Bytes>;
  /** Whether an unread edit waits. */
  readonly isSuperseded: () => boolean;
  readonly readDefinition: ReadDefinition;
}

/** Speaks the Language Server Protocol over the streams until the client ends it. */
export function serve(
  input: NodeJS.ReadableStream,
  output: NodeJS.WritableStream,
  { version, masked, isSuperseded, readDefinition }: Given,
): Promise<void> {
  const encode = async (message: object) => toBuffer(await messageShown(message, masked));
  const reader = new StreamMessageReader(input);
  const writer = new StreamMessageWriter(output, { contentTypeEncoder: { name: "utf-8", encode } });
  const connection = createConnection(reader, writer);
  const client = unknownClient();
  const session = openSession(() => client.roots, isSuperseded);
  connection.onInitialize((params) => {
    Object.assign(client, clientOf(params));
    return initialized(version);
  });
  answer(connection, session, { client, readDefinition });
  connection.listen();
  return new Promise((resolve) => {
    connection.onExit(() => resolve());
    reader.onClose(() => resolve());
  });
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
      workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
    },
  };
}

type Found = Look | Checked | Refused | Definition | typeof noBuild;
const noBuild = "no build";
const isLook = (found: Found): found is Look => found !== noBuild && "facts" in found;
const isDefinition = (found: Found): found is Definition => found !== noBuild && "builds" in found;

/** Milliseconds of reading after which a newly opened document gets the findings of its text alone. */
const soonest = 100;

interface Answering extends Pick<Given, "readDefinition"> {
  readonly client: Client;
}

function answer(connection: Connection, session: Session, { client, readDefinition }: Answering): void {
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
      const [before, reads] = last === null ? [null, "texts" as const] : [isLook(last) ? last : null];
      return diagnosticsOf(document, lookSoon(options, before, reads));
    },
    all: async (document, compares) => {
      const definition = definitionAt(document);
      if (definition !== null) return session.isSmall() ? lookThrough(definition) : definition;
      const options = session.buildOf(document.path);
      if (options === null) return noBuild;
      const first =
        document.last === null ? setTimeout(() => sayFirst(document, options), soonest) : undefined;
      const isRead = await reading(options).finally(() => clearTimeout(first));
      return isRead ? lookAt(options, compares) : lookSoon(options, null);
    },
    publish: (document, found) => {
      if (found === noBuild) return;
      send(document, diagnosticsOf(document, found));
      if (!isLook(found)) return;
      void connection.sendNotification("ctxcheck/status", statusOf(document.uri, found));
      // For an unchanged text, the client does not request again by itself.
      if (client.refreshes && published.has(document)) void connection.languages.inlayHint.refresh();
      published.add(document);
    },
    diagnostics: (document, diagnostics) => send(document, diagnostics),
  });
  const published = new WeakSet<Open<Found>>();
  const send = ({ uri, version }: Open<Found>, diagnostics: readonly Diagnostic[]) =>
    void connection.sendDiagnostics({ uri, version, diagnostics: [...diagnostics] });
  const sayFirst = (document: Open<Found>, options: PlanOptions) =>
    unlessSuperseded(() => send(document, diagnosticsOf(document, lookSoon(options, null, "texts"))));
  const isOurs = (uri: string) => uri.startsWith("file:") && documentKind(fileURLToPath(uri)) !== null;
  connection.onDidOpenTextDocument(({ textDocument: { uri, version, text } }) => {
    if (isOurs(uri)) board.change(uri, version, text);
  });
  connection.onDidChangeTextDocument(({ textDocument: { uri, version }, contentChanges }) => {
    const text = contentChanges.at(-1)?.text;
    if (text !== undefined && board.has(uri)) board.change(uri, version, text);
  });
  const renewed = (uris: readonly string[]) => {
    session.renew(pathsOf(uris));
    board.again();
  };
  connection.onDidSaveTextDocument(({ textDocument: { uri } }) => renewed([uri]));
  connection.onDidChangeWatchedFiles(({ changes }) => renewed(changes.map(({ uri }) => uri)));
  connection.onInitialized(() => {
    if (client.changesFolders)
      connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
        const gone = new Set(pathsOf(removed.map(({ uri }) => uri)));
        client.roots = [
          ...client.roots.filter((root) => !gone.has(root)),
          ...pathsOf(added.map(({ uri }) => uri)),
        ];
        board.again();
      });
    if (!client.registers) return session.follow(board.again);
    const watchers = [{ globPattern: "**/*" }];
    void connection.client.register(DidChangeWatchedFilesNotification.type, { watchers });
  });
  connection.onDidCloseTextDocument(({ textDocument: { uri } }) => {
    if (board.close(uri)) void connection.sendDiagnostics({ uri, diagnostics: [] });
  });
  /** Reads what is excluded from the build of a document; false if there is no build or the editor canceled it. */
  const isMeasured = async ({ path }: Shown) => {
    const options = session.buildOf(path);
    return options !== null && reading(options, true);
  };
  const ask = async <T>(
    uri: string,
    give: (document: Shown, found: Look) => T | Promise<T>,
    giveOf: (document: Shown, found: Definition) => T | Promise<T> | null = () => null,
  ): Promise<T | null> => {
    for (;;) {
      const { document, found = noBuild } = (await board.wait(uri)) ?? {};
      if (document === undefined) return null;
      try {
        return isLook(found)
          ? await give(document, found)
          : isDefinition(found)
            ? await giveOf(document, found)
            : null;
      } catch (error) {
        if (!(error instanceof Superseded)) throw error;
        await new Promise(setImmediate);
      }
    }
  };
  answerViews(connection, (uri) => ask(uri, (_, found) => found));
  connection.onHover(async ({ textDocument: { uri }, position: { line } }) => {
    const value = await ask(
      uri,
      async (document, found) => hoverOf(document, found, line + 1, await isMeasured(document)),
      (document, found) => hoverOfDefinition(document, found, line + 1),
    );
    return value === null ? null : { contents: { kind: "markdown", value } };
  });
  connection.onDocumentLinks(({ textDocument: { uri } }) => ask(uri, linksOf, linksOfDefinition));
  connection.languages.inlayHint.on(({ textDocument: { uri } }) =>
    ask(
      uri,
      async (document, found) => hintsOf(document, found, await isMeasured(document)),
      hintsOfDefinition,
    ),
  );
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

function diagnosticsOf(document: Shown, found: Checked | Refused | Definition): Diagnostic[] {
  if ("builds" in found) return diagnosticsOfDefinition(document, found);
  return isRefused(found) ? refusalOf(document, found) : diagnosticsOfBuild(document, found);
}
