import { type Bytes, compareBytes } from "../bytes.ts";
import { spellPath } from "../ignore/spell.ts";
import type { SortKey } from "./rows.ts";
import type { Instruction, Usage, UsageNode } from "./usage.ts";

export const views = ["context", "instructions", "image"] as const;

/** What a draft of the ignore file would do. */
export interface Effect {
  /** Instructions that would fail or copy less. */
  readonly broken: readonly string[];
  /** Files that are sent and have the name of a secret. */
  readonly secrets: number;
}

/** A row of the list that is walked through. */
export interface BrowserRow {
  readonly name: Bytes;
  readonly node: UsageNode | null;
  readonly files: number;
  readonly bytes: number;
  /** What stands behind the name. */
  readonly note: string;
}

/** All that keys change. */
export interface Browser {
  readonly usage: Usage;
  readonly effect: Effect;
  readonly view: (typeof views)[number];
  /** From the context down to the directory that is shown. */
  readonly way: readonly UsageNode[];
  readonly cursor: number;
  readonly sort: SortKey;
  readonly excluded: boolean;
  readonly bars: boolean;
  readonly directoriesFirst: boolean;
  readonly mode: "list" | "details" | "help" | "search";
  readonly search: string;
  /** Lines to add to the ignore file. */
  readonly draft: readonly Bytes[];
  /** Rows of the other views. */
  readonly image: readonly BrowserRow[];
  readonly quit: boolean;
}

export function startBrowser(usage: Usage, effect: Effect, image: readonly BrowserRow[]): Browser {
  return {
    usage,
    effect,
    view: "context",
    way: [usage.root],
    cursor: 0,
    sort: "size",
    excluded: true,
    bars: true,
    directoriesFirst: false,
    mode: "list",
    search: "",
    draft: [],
    image,
    quit: false,
  };
}

/** Sorted rows by what they depend on: a directory of very many entries is sorted once, not at each key. */
const known = new WeakMap<UsageNode, Map<string, readonly BrowserRow[]>>();

export function rowsOfBrowser(browser: Browser): readonly BrowserRow[] {
  const { view, usage, way, sort, excluded, directoriesFirst, image } = browser;
  if (view === "image") return image;
  if (view === "instructions") return instructionRows(usage);
  const here = way.at(-1) ?? usage.root;
  const key = [sort, excluded, directoriesFirst].join();
  const rows = known.get(here) ?? new Map<string, readonly BrowserRow[]>();
  known.set(here, rows);
  const found = rows.get(key) ?? directoryRows(here, sort, excluded, directoriesFirst);
  rows.set(key, found);
  return found;
}

function directoryRows(
  { children }: UsageNode,
  sort: SortKey,
  excluded: boolean,
  directoriesFirst: boolean,
): BrowserRow[] {
  const rows = children.flatMap((node): BrowserRow[] => {
    const { sent } = node.sizes;
    const isSent = sent.files > 0;
    if (!isSent && !excluded) return [];
    const size = isSent ? sent : node.sizes.excluded.files > 0 ? node.sizes.excluded : node.sizes.allowed;
    const note = isSent
      ? ""
      : node.allowed
        ? "not copied"
        : node.scanned
          ? "excluded"
          : "excluded, not scanned";
    return [{ name: node.name, node, files: size.files, bytes: size.bytes, note }];
  });
  const isFile = ({ node }: BrowserRow) => Number(node?.type !== "directory");
  const most = (a: BrowserRow, b: BrowserRow) =>
    sort === "name"
      ? 0
      : sort === "files"
        ? b.files - a.files
        : Number(a.note !== "") - Number(b.note !== "") || b.bytes - a.bytes;
  return rows.sort(
    (a, b) => (directoriesFirst ? isFile(a) - isFile(b) : 0) || most(a, b) || compareBytes(a.name, b.name),
  );
}

const byInstruction = new WeakMap<Usage, readonly BrowserRow[]>();

function instructionRows(usage: Usage): readonly BrowserRow[] {
  const rows = byInstruction.get(usage) ?? countInstructions(usage);
  byInstruction.set(usage, rows);
  return rows;
}

function countInstructions({ root, instructions }: Usage): BrowserRow[] {
  const counts = instructions.map(() => ({ files: 0, bytes: 0 }));
  const open: UsageNode[] = [root];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    for (const child of node.children) open.push(child);
    if (!node.sent || node.type === "directory") continue;
    for (const at of node.copiedBy) {
      const count = counts[at];
      if (count === undefined) continue;
      count.files++;
      count.bytes += node.sizes.sent.bytes;
    }
  }
  return instructions.map(({ line, text }: Instruction, at) => ({
    name: `${line}: ${text}`,
    node: null,
    files: counts[at]?.files ?? 0,
    bytes: counts[at]?.bytes ?? 0,
    note: "",
  }));
}

export const selected = (browser: Browser): BrowserRow | undefined => rowsOfBrowser(browser)[browser.cursor];

/** The path of what the cursor is on. */
export function pathOf({ way }: Browser, row: BrowserRow): Bytes {
  return [...way.slice(1).map(({ name }) => name), row.name].join("/");
}

type Change = Partial<Omit<Browser, "usage">>;

const moves: Readonly<Record<string, (browser: Browser, page: number) => Change>> = {
  up: ({ cursor }) => ({ cursor: cursor - 1 }),
  k: ({ cursor }) => ({ cursor: cursor - 1 }),
  down: ({ cursor }) => ({ cursor: cursor + 1 }),
  j: ({ cursor }) => ({ cursor: cursor + 1 }),
  pageup: ({ cursor }, page) => ({ cursor: cursor - page }),
  pagedown: ({ cursor }, page) => ({ cursor: cursor + page }),
  home: () => ({ cursor: 0 }),
  end: (browser) => ({ cursor: rowsOfBrowser(browser).length - 1 }),
  right: enter,
  l: enter,
  enter,
  left: leave,
  h: leave,
  n: () => ({ sort: "name", cursor: 0 }),
  s: () => ({ sort: "size", cursor: 0 }),
  C: () => ({ sort: "files", cursor: 0 }),
  e: ({ excluded }) => ({ excluded: !excluded, cursor: 0 }),
  g: ({ bars }) => ({ bars: !bars }),
  t: ({ directoriesFirst }) => ({ directoriesFirst: !directoriesFirst, cursor: 0 }),
  i: () => ({ mode: "details" }),
  "?": () => ({ mode: "help" }),
  "/": () => ({ mode: "search", search: "" }),
  tab: ({ view }) => ({ view: views[(views.indexOf(view) + 1) % views.length] ?? "context", cursor: 0 }),
  " ": ({ view }) => ({ view: views[(views.indexOf(view) + 1) % views.length] ?? "context", cursor: 0 }),
  x: draftLine,
  u: ({ draft }) => ({ draft: draft.slice(0, -1) }),
  q: () => ({ quit: true }),
  interrupt: () => ({ quit: true }),
};

/** What a key does; `page` is the number of rows that are seen at once. Pure: what a draft does is asked elsewhere. */
export function press(browser: Browser, key: string, page: number): Browser {
  const change = browser.mode === "search" ? typed(browser, key) : changeOf(browser, key, page);
  const next = { ...browser, ...change };
  const last = Math.max(rowsOfBrowser(next).length - 1, 0);
  return { ...next, cursor: Math.min(Math.max(next.cursor, 0), last) };
}

function changeOf(browser: Browser, key: string, page: number): Change {
  if (browser.mode !== "list" && key !== "interrupt") return { mode: "list" };
  return Object.hasOwn(moves, key) ? (moves[key]?.(browser, page) ?? {}) : {};
}

function typed(browser: Browser, key: string): Change {
  if (key === "interrupt") return { quit: true };
  if (key === "enter" || key === "escape") return { mode: "list" };
  const search =
    key === "backspace"
      ? browser.search.slice(0, -1)
      : key.length === 1
        ? browser.search + key
        : browser.search;
  const wanted = search.toLowerCase();
  const found = rowsOfBrowser(browser).findIndex(({ name }) => name.toLowerCase().includes(wanted));
  return { search, ...(found >= 0 && wanted !== "" ? { cursor: found } : {}) };
}

function enter(browser: Browser): Change {
  const node = browser.view === "context" ? selected(browser)?.node : null;
  return node == null || node.type !== "directory" || node.children.length === 0
    ? {}
    : { way: [...browser.way, node], cursor: 0 };
}

function leave(browser: Browser): Change {
  const { view, way } = browser;
  if (view !== "context" || way.length < 2) return {};
  const from = way.at(-1);
  const above = { ...browser, way: way.slice(0, -1) };
  return { way: above.way, cursor: rowsOfBrowser(above).findIndex(({ node }) => node === from) };
}

/** One line of the draft for what the cursor is on; nothing where it is not sent. */
function draftLine(browser: Browser): Change {
  const row = browser.view === "context" ? selected(browser) : undefined;
  if (row?.node == null || row.note !== "") return {};
  const line = spellPath(pathOf(browser, row));
  return browser.draft.includes(line) ? {} : { draft: [...browser.draft, line] };
}

/** The same place in another tree of the same context. */
export function inTree(browser: Browser, usage: Usage, effect: Effect): Browser {
  const way: UsageNode[] = [usage.root];
  for (const { name } of browser.way.slice(1)) {
    const child = way.at(-1)?.children.find((one) => one.name === name);
    if (child === undefined) break;
    way.push(child);
  }
  const name = selected(browser)?.name;
  const next = { ...browser, usage, effect, way };
  const cursor = rowsOfBrowser(next).findIndex((row) => row.name === name);
  return { ...next, cursor: Math.max(cursor, 0) };
}
