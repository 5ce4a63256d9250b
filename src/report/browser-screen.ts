import { toText } from "../bytes.ts";
import { showBytes } from "../sizes.ts";
import { type Browser, type BrowserRow, pathOf, rowsOfBrowser, selected, views } from "../usage/browser.ts";
import { count } from "./count.ts";
import { safe, shorten } from "./escape.ts";
import { shortenEnd } from "./shares.ts";
import { padTo } from "./width.ts";

export interface Screen {
  readonly columns: number;
  readonly rows: number;
}

/** Rows of the list that are seen at once: two lines stand above it, two below. */
export const listRows = ({ rows }: Screen): number => Math.max(rows - 4, 1);

const inverse = (text: string): string => `\x1b[7m${text}\x1b[27m`;

/** The lines of the whole screen, each as wide as it; names are neutralised. */
export function renderBrowser(browser: Browser, screen: Screen): string[] {
  const body = bodyOf(browser, screen);
  const lines = [title(browser, screen), path(browser, screen), ...body, ...footer(browser, screen)];
  return lines.slice(0, screen.rows);
}

const fitted = (text: string, { columns }: Screen): string => padTo(shortenEnd(text, columns), columns);

function title({ usage, view, draft }: Browser, screen: Screen): string {
  const { files, bytes } = usage.root.sizes.sent;
  const tabs = views.map((name) => (name === view ? `[${name}]` : ` ${name} `)).join(" ");
  const pending = draft.length === 0 ? "" : `  draft: ${count(draft.length, "line")}`;
  return inverse(fitted(`${tabs}  sent ${showBytes(bytes)}, ${count(files, "file")}${pending}`, screen));
}

function path(browser: Browser, screen: Screen): string {
  if (browser.view !== "context") return fitted("", screen);
  const names = browser.way.slice(1).map(({ name }) => safe(toText(name)));
  return fitted(shorten(`./${names.join("/")}`, screen.columns), screen);
}

function bodyOf(browser: Browser, screen: Screen): string[] {
  const seen = listRows(screen);
  const lines =
    browser.mode === "help" ? help : browser.mode === "details" ? details(browser) : list(browser, screen);
  const filled = [
    ...lines.slice(0, seen),
    ...Array.from({ length: Math.max(seen - lines.length, 0) }, () => ""),
  ];
  return browser.mode === "help" || browser.mode === "details"
    ? filled.map((line) => fitted(line, screen))
    : filled.map((line) => line || fitted("", screen));
}

function list(browser: Browser, screen: Screen): string[] {
  const rows = rowsOfBrowser(browser);
  const seen = listRows(screen);
  const from = Math.max(0, Math.min(browser.cursor - Math.floor(seen / 2), rows.length - seen));
  const most = rows.reduce((size, { bytes }) => Math.max(size, bytes), 1);
  return rows.slice(from, from + seen).map((row, at) => {
    const line = fitted(rowText(row, browser, most), screen);
    return from + at === browser.cursor ? inverse(line) : line;
  });
}

const barWidth = 10;

function rowText(
  { name, node, files, bytes, note }: BrowserRow,
  { bars, view }: Browser,
  most: number,
): string {
  const size = showBytes(bytes).padStart(9);
  const full = Math.min(barWidth, Math.round((barWidth * bytes) / most));
  const bar = bars ? ` [${"#".repeat(full)}${" ".repeat(barWidth - full)}]` : "";
  const many =
    node?.type === "directory" || view !== "context" ? ` ${String(files).padStart(7)}` : " ".repeat(8);
  const label = `${node?.type === "directory" ? "/" : " "}${safe(toText(name))}`;
  return `${size}${bar}${many} ${label}${note === "" ? "" : `  (${note})`}`;
}

const help = [
  "arrows h j k l   move, open, go up        n s C   sort by name, size, files",
  "Tab, Space       context, instructions, image",
  "i details        e excluded ones          g bars          t directories first",
  "/ search         x draft an exclusion     u undo it       q quit (asks before it writes)",
];

function details(browser: Browser): string[] {
  const row = selected(browser);
  if (row === undefined) return ["nothing is here"];
  const { node } = row;
  if (node === null) return [safe(toText(row.name)), `${count(row.files, "file")}, ${showBytes(row.bytes)}`];
  const { sent, allowed, excluded } = node.sizes;
  const by =
    node.by === null
      ? "no pattern matches it"
      : `decided by ${safe(node.by.source.file)}:${node.by.source.line} ${safe(toText(node.by.source.text))}`;
  const lines = node.copiedBy
    .map((at) => browser.usage.instructions[at])
    .flatMap((one) => (one === undefined ? [] : [`${one.line}: ${safe(one.text)}`]));
  return [
    safe(toText(pathOf(browser, row))),
    `${node.type}; sent ${showBytes(sent.bytes)}, allowed ${showBytes(allowed.bytes)}, excluded ${showBytes(excluded.bytes)}`,
    by,
    ...lines.slice(0, 5).map((line) => `copied by ${line}`),
  ];
}

function footer(browser: Browser, screen: Screen): string[] {
  const { effect, draft, mode, search } = browser;
  const broken = effect.broken.length === 0 ? "" : `  would break ${safe(effect.broken.join(", "))}`;
  const drafted = draft.length === 0 ? "" : `  draft: ${safe(toText(draft.at(-1) ?? ""))}`;
  const state = `secrets by name: ${effect.secrets}${broken}${drafted}`;
  const hint = mode === "search" ? `/${safe(search)}` : "? help  x exclude  u undo  Tab view  q quit";
  return [fitted(state, screen), inverse(fitted(hint, screen))];
}
