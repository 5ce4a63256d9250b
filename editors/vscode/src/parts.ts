import type * as vscode from "vscode";
import type { Row, Status } from "../../../src/editor/views.ts";
import { showBytes } from "../../../src/sizes.ts";

/** The parts of the editor that the extension uses; a test passes a stub. */
export type Api = Pick<typeof vscode, "window" | "commands" | "EventEmitter"> & {
  readonly TreeItem: typeof vscode.TreeItem;
  readonly StatusBarAlignment: { readonly Left: number };
  readonly ViewColumn: { readonly Beside: number };
  readonly TreeItemCollapsibleState: { readonly None: number; readonly Collapsed: number };
};

/** The parts of the server that the views use. */
export interface Server {
  sendRequest<T>(method: string, params: object): Promise<T>;
  onNotification(method: string, hear: (params: Status) => void): unknown;
}

interface Node extends Row {
  readonly path: readonly string[];
}

const counted = (number: number, one: string) => `${number} ${one}${number === 1 ? "" : "s"}`;

/** Returns words such as "17 files, 83.7 MB, 2 errors". */
export function statusText({ files, bytes, errors, warnings }: Status): string {
  const found = errors > 0 ? [counted(errors, "error")] : warnings > 0 ? [counted(warnings, "warning")] : [];
  return [counted(files, "file"), showBytes(bytes), ...found].join(", ");
}

/** Opens status bar, tree and page, which are all disposed when the extension ends. */
export function openParts(api: Api, server: Server): vscode.Disposable[] {
  let last: Status | null = null;
  const bar = api.window.createStatusBarItem(api.StatusBarAlignment.Left);
  bar.command = "ctxcheck.showPage";
  const changed = new api.EventEmitter<undefined>();
  server.onNotification("ctxcheck/status", (status) => {
    last = status;
    bar.text = statusText(status);
    bar.tooltip = `Build context ${status.context}: show it as a map`;
    bar.show();
    void api.commands.executeCommand("setContext", "ctxcheck.hasBuild", true);
    changed.fire(undefined);
  });
  const tree: vscode.TreeDataProvider<Node> = {
    onDidChangeTreeData: changed.event,
    getTreeItem: (node) => itemOf(api, node),
    getChildren: async (node) => {
      if (last === null) return [];
      const path = node?.path ?? [];
      const rows = await server.sendRequest<Row[]>("ctxcheck/tree", { uri: last.uri, path });
      return rows.map((row) => ({ ...row, path: [...path, row.name] }));
    },
  };
  const showPage = async () => {
    const page = last && (await server.sendRequest<string | null>("ctxcheck/page", { uri: last.uri }));
    if (page === null)
      return void api.window.showInformationMessage("Open a Dockerfile or an ignore file first.");
    const panel = api.window.createWebviewPanel("ctxcheck.page", "Build context", api.ViewColumn.Beside, {
      enableScripts: true,
      localResourceRoots: [],
    });
    // Its own policy prevents anything from being loaded.
    panel.webview.html = page;
  };
  return [
    bar,
    changed,
    api.window.registerTreeDataProvider("ctxcheck.tree", tree),
    api.commands.registerCommand("ctxcheck.showPage", showPage),
    api.commands.registerCommand("ctxcheck.refresh", () => changed.fire(undefined)),
  ];
}

function itemOf(
  { TreeItem, TreeItemCollapsibleState }: Api,
  { name, directory, files, bytes, reason }: Node,
): vscode.TreeItem {
  const item = new TreeItem(
    name,
    directory ? TreeItemCollapsibleState.Collapsed : TreeItemCollapsibleState.None,
  );
  item.description = `${showBytes(bytes)}${directory ? `, ${counted(files, "file")}` : ""}  ${reason}`;
  item.tooltip = `${name}: ${reason}`;
  return item;
}
