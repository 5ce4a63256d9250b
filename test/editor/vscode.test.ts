import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

// There is no display here: the code of the extension is run against a stub of the editor's API, and no editor is started.
const folder = fileURLToPath(new URL("../../editors/vscode/", import.meta.url));

interface Parts {
  statusText(status: object): string;
  openParts(api: object, server: object): { dispose(): void }[];
}

const load = async (): Promise<Parts> => await import(`${folder}src/parts.ts`);

interface Item {
  label: string;
  collapsed: number;
  description?: string;
}

interface Tree {
  getChildren(node?: unknown): Promise<unknown[]>;
  getTreeItem(node: unknown): Item;
}

async function opened() {
  const { openParts } = await load();
  const commands = new Map<string, () => Promise<void>>();
  const bar = { text: "", shown: false, show: () => Object.assign(bar, { shown: true }), dispose: () => {} };
  const panels: { webview: { html: string } }[] = [];
  const told: string[] = [];
  const trees: Tree[] = [];
  const executed: unknown[] = [];
  let hear = (_: object) => {};
  const api = {
    window: {
      createStatusBarItem: () => bar,
      registerTreeDataProvider: (_: string, tree: Tree) => trees.push(tree),
      createWebviewPanel: () => {
        const panel = { webview: { html: "" } };
        panels.push(panel);
        return panel;
      },
      showInformationMessage: (text: string) => told.push(text),
    },
    commands: {
      registerCommand: (name: string, run: () => Promise<void>) => (
        commands.set(name, run), { dispose: () => {} }
      ),
      executeCommand: (...args: unknown[]) => executed.push(args),
    },
    EventEmitter: class {
      event = () => {};
      fire() {}
      dispose() {}
    },
    TreeItem: class {
      label: string;
      collapsed: number;
      constructor(label: string, collapsed: number) {
        this.label = label;
        this.collapsed = collapsed;
      }
    },
    StatusBarAlignment: { Left: 1 },
    ViewColumn: { Beside: -2 },
    TreeItemCollapsibleState: { None: 0, Collapsed: 1 },
  };
  const asked: unknown[] = [];
  const server = {
    sendRequest: async (method: string, params: object) => {
      asked.push([method, params]);
      return method === "ctxcheck/page"
        ? "<!doctype html>"
        : [{ name: "src", directory: true, files: 3, bytes: 83_700_000, reason: "sent" }];
    },
    onNotification: (_: string, listen: (params: object) => void) => {
      hear = listen;
    },
  };
  const parts = openParts(api, server);
  return {
    parts,
    commands,
    bar,
    panels,
    told,
    trees,
    executed,
    asked,
    hear: (params: object) => hear(params),
  };
}

const status = {
  uri: "file:///a/Dockerfile",
  context: "/a",
  files: 17,
  bytes: 83_721_524,
  errors: 2,
  warnings: 1,
};

describe("the extension for Visual Studio Code, against a stub of its API", () => {
  test("the status bar says how much is sent and what is wrong", async () => {
    const { bar, hear, executed } = await opened();
    expect(bar.shown).toBe(false);
    hear(status);
    expect([bar.text, bar.shown]).toEqual(["17 files, 83.7 MB, 2 errors", true]);
    expect(executed).toEqual([["setContext", "ctxcheck.hasBuild", true]]);
    const { statusText } = await load();
    expect(statusText({ ...status, files: 1, errors: 0 })).toBe("1 file, 83.7 MB, 1 warning");
  });

  test("the page is shown as it is, or why there is none", async () => {
    const { commands, panels, told, hear } = await opened();
    await commands.get("ctxcheck.showPage")?.();
    expect([panels, told.length]).toEqual([[], 1]);
    hear(status);
    await commands.get("ctxcheck.showPage")?.();
    expect(panels.map(({ webview }) => webview.html)).toEqual(["<!doctype html>"]);
  });

  test("the tree tells sizes and reasons, a directory when it is opened", async () => {
    const { trees, hear, asked } = await opened();
    const [tree] = trees;
    expect(await tree?.getChildren()).toEqual([]);
    hear(status);
    const [first] = (await tree?.getChildren()) ?? [];
    expect(tree?.getTreeItem(first)).toMatchObject({
      label: "src",
      collapsed: 1,
      description: "83.7 MB, 3 files  sent",
    });
    await tree?.getChildren(first);
    expect(asked.at(-1)).toEqual(["ctxcheck/tree", { uri: status.uri, path: ["src"] }]);
  });

  test("everything that its manifest names is there", async () => {
    const { contributes, main } = JSON.parse(readFileSync(`${folder}package.json`, "utf8"));
    const { commands } = await opened();
    expect(contributes.commands.map(({ command }: { command: string }) => command)).toEqual([
      ...commands.keys(),
    ]);
    expect(readFileSync(`${folder}.vscodeignore`, "utf8")).toContain(`!${main.slice(2)}`);
    expect(readFileSync(`${folder}.vscodeignore`, "utf8")).toContain("!server/ctxcheck.mjs");
  });
});
