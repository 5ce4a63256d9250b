import type { Bytes } from "../bytes.ts";
import { spellPath } from "../ignore/spell.ts";
import { type BrowserRow, directoryRows, findRow, instructionRows } from "./browser-rows.ts";
import { type Cut, cutOf, type Draft, isDrafted } from "./draft.ts";
import type { SortKey } from "./rows.ts";
import type { Usage, UsageNode } from "./usage.ts";

export const views = ["context", "instructions", "image"] as const;

/** The effect of a draft of the ignore file. */
export interface Effect {
  /** Instructions that would fail or copy less. */
  readonly broken: readonly string[];
  /** Number of sent files with the name of a secret, at and below a node; no entry for a node without any. */
  readonly secrets: ReadonlyMap<UsageNode, number>;
  /** Set until the builder's rules have been applied. */
  readonly pending?: true;
}

export interface Browser {
  readonly usage: Usage;
  readonly effect: Effect;
  readonly view: (typeof views)[number];
  /** Nodes from the context down to the directory that is shown. */
  readonly way: readonly UsageNode[];
  readonly cursor: number;
  readonly sort: SortKey;
  readonly excluded: boolean;
  readonly bars: boolean;
  readonly directoriesFirst: boolean;
  readonly mode: "list" | "details" | "help" | "search";
  readonly search: string;
  /** Exclusions to add to the ignore file. */
  readonly draft: readonly Draft[];
  /** What the draft removes, by directory and file. */
  readonly cut: Cut;
  /** Rows of the image view. */
  readonly image: readonly BrowserRow[];
  readonly quit: "no" | "left" | "interrupted";
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
    cut: new Map(),
    image,
    quit: "no",
  };
}

export function rowsOfBrowser(browser: Browser): readonly BrowserRow[] {
  const { view, usage, way, image } = browser;
  if (view === "image") return image;
  return view === "instructions" ? instructionRows(usage) : directoryRows(way.at(-1) ?? usage.root, browser);
}

export const selected = (browser: Browser): BrowserRow | undefined => rowsOfBrowser(browser)[browser.cursor];

/** Returns the path of a row in the directory that is shown. */
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
  u: ({ draft }) => ({ draft: draft.slice(0, -1), cut: cutOf(draft.slice(0, -1)) }),
  q: () => ({ quit: "left" }),
  interrupt: () => ({ quit: "interrupted" }),
};

/** Applies a key; `page` is the number of visible rows. Pure: the effect of a draft is computed elsewhere. */
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
  if (key === "interrupt") return { quit: "interrupted" };
  if (key === "enter" || key === "escape") return { mode: "list" };
  const search =
    key === "backspace"
      ? browser.search.slice(0, -1)
      : key.length === 1
        ? browser.search + key
        : browser.search;
  const found = search === "" ? -1 : findRow(rowsOfBrowser(browser), search.toLowerCase());
  return { search, ...(found >= 0 ? { cursor: found } : {}) };
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

/** Adds a line to the draft for the selected row; changes nothing if that is not sent. */
function draftLine(browser: Browser): Change {
  const row = browser.view === "context" ? selected(browser) : undefined;
  const way = row?.node == null ? [] : [...browser.way, row.node];
  if (row === undefined || way.length === 0 || row.note !== "" || isDrafted(browser.draft, way)) return {};
  const draft = [...browser.draft, { line: spellPath(pathOf(browser, row)), way }];
  return { draft, cut: cutOf(draft) };
}

/** Moves to the same place in another tree of the same context. */
export function inTree(browser: Browser, usage: Usage, effect: Effect): Browser {
  const way: UsageNode[] = [usage.root];
  for (const { name } of browser.way.slice(1)) {
    const child = way.at(-1)?.children.find((one) => one.name === name);
    if (child === undefined) break;
    way.push(child);
  }
  const name = selected(browser)?.name;
  const next = { ...browser, usage, effect, way, cut: new Map() };
  const cursor = rowsOfBrowser(next).findIndex((row) => row.name === name);
  return { ...next, cursor: Math.max(cursor, 0) };
}
