import * as vscode from "vscode";
import { LanguageClient, TransportKind } from "vscode-languageclient/node";
import { openParts, type Server } from "./parts.ts";

let client: LanguageClient | undefined;

/** Starts the server that is bundled with the extension, with the Node of the editor. */
export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const module = context.asAbsolutePath("server/ctxcheck.mjs");
  const run = { module, args: ["lsp"], transport: TransportKind.stdio };
  const started = new LanguageClient(
    "ctxcheck",
    "ctxcheck",
    { run, debug: run },
    {
      documentSelector: [
        { scheme: "file", pattern: "**/{.dockerignore,*.dockerignore,.containerignore,*.containerignore}" },
        {
          scheme: "file",
          pattern: "**/{Dockerfile,Dockerfile.*,*.Dockerfile,Containerfile,Containerfile.*}",
        },
        { scheme: "file", pattern: "**/{compose,docker-compose}*.{yml,yaml}" },
        { scheme: "file", pattern: "**/docker-bake*.{hcl,json}" },
      ],
      middleware: {
        provideInlayHints: (document, range, token, next) =>
          vscode.workspace.getConfiguration("ctxcheck").get("inlayHints", true)
            ? next(document, range, token)
            : [],
      },
    },
  );
  client = started;
  await started.start();
  const server: Server = {
    sendRequest: (method, params) => started.sendRequest(method, params),
    onNotification: (method, hear) => started.onNotification(method, hear),
  };
  context.subscriptions.push(...openParts(vscode, server));
}

export const deactivate = (): Promise<void> | undefined => client?.stop();
