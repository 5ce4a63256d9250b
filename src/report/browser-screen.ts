import { type Bytes, toText } from "../bytes.ts";
import type { Amount } from "../model.ts";
import { withoutSecrets } from "../secrets/mask-text.ts";
import { showBytes } from "../sizes.ts";
import { type Browser, pathOf, rowsOfBrowser, selected, views } from "../usage/browser.ts";
import { type BrowserRow, mostBytes } from "../usage/browser-rows.ts";
import { isDrafted, outermost } from "../usage/draft.ts";
import type { UsageNode } from "../usage/usage.ts";
import { safe, shorten } from "./escape.ts";
import { padTo } from "./width.ts";
import { count, shortenEnd } from "./words.ts";

export interface Screen {
  readonly columns: number;
  readonly rows: number;
}

/** Number of list rows that are visible at once: two lines are above the list, two below. */
export const listRows = ({ rows }: Screen): number => Math.max(rows - 4, 1);

const inverse = (text: string): string => `\x1b[7m${text}\x1b[27m`;

/** Returns the lines of the whole screen, each as wide as the screen; names are escaped. */
export function renderBrowser(browser: Browser, screen: Screen): string[] {
  const body = bodyOf(browser, screen);
  const lines = [title(browser, screen), path(browser, screen), ...body, ...footer(browser, screen)];
  return lines.slice(0, screen.rows);
}

const fitted = (text: string, { columns }: Screen): string => padTo(shortenEnd(text, columns), columns);

/** Returns what is still sent of a node with the draft. */
function left({ cut }: Browser, node: UsageNode, size: Amount = node.sizes.sent): Amount {
  const gone = cut.get(node) ?? { files: 0, bytes: 0 };
  return { files: size.files - gone.files, bytes: size.bytes - gone.bytes };
}

function title(browser: Browser, screen: Screen): string {
  const { usage, view, draft } = browser;
  const { files, bytes } = left(browser, usage.root);
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
  const most = mostBytes(rows);
  return rows.slice(from, from + seen).map((row, at) => {
    const line = fitted(rowText(drafted(row, browser), browser, most, screen), screen);
    return from + at === browser.cursor ? inverse(line) : line;
  });
}

/** Returns the row with the draft applied. */
function drafted(row: BrowserRow, browser: Browser): BrowserRow {
  const { draft, way } = browser;
  if (row.note !== "" || draft.length === 0) return row;
  if (row.node === null) return isFromDraft(row, browser) ? { ...row, note: "draft: not copied" } : row;
  if (isDrafted(draft, [...way, row.node])) return { ...row, note: "draft: excluded" };
  return { ...row, ...left(browser, row.node, row) };
}

const isFromDraft = ({ from }: BrowserRow, { draft }: Browser): boolean =>
  from !== undefined && draft.some(({ way }) => isAtOrBelow(from, namesOf(way).join("/")));

const namesOf = (way: readonly UsageNode[]) => way.slice(1).map(({ name }) => name);
const isAtOrBelow = (path: Bytes, above: Bytes) => path === above || path.startsWith(`${above}/`);

const barWidth = 10;

function rowText(
  { name, node, files, bytes, note }: BrowserRow,
  { bars, view }: Browser,
  most: number,
  { columns }: Screen,
): string {
  const size = showBytes(bytes).padStart(9);
  const full = Math.min(barWidth, Math.round((barWidth * bytes) / most));
  const bar = bars && columns >= 50 ? ` [${"#".repeat(full)}${" ".repeat(barWidth - full)}]` : "";
  const isCounted = node?.type === "directory" || view !== "context";
  const many = columns < 36 ? "" : ` ${(isCounted ? String(files) : "").padStart(7)}`;
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
  const { allowed, excluded } = node.sizes;
  const sent = isDrafted(browser.draft, [...browser.way, node]) ? { bytes: 0 } : left(browser, node);
  const by =
    node.by === null
      ? "no pattern matches it"
      : `decided by ${safe(node.by.source.file)}:${node.by.source.line} ${shownText(toText(node.by.source.text))}`;
  const lines = node.copiedBy
    .map((at) => browser.usage.instructions[at])
    .flatMap((one) => (one === undefined ? [] : [`${one.line}: ${shownText(one.text)}`]));
  return [
    safe(toText(pathOf(browser, row))),
    `${node.type}; sent ${showBytes(sent.bytes)}, allowed ${showBytes(allowed.bytes)}, excluded ${showBytes(excluded.bytes)}`,
    by,
    ...lines.slice(0, 5).map((line) => `copied by ${line}`),
  ];
}

/** Text of a file: the output to the terminal bypasses the place where all other output is searched for secrets. */
const shownText = (text: string): string => safe(withoutSecrets(text));

function footer(browser: Browser, screen: Screen): string[] {
  const { effect, draft, mode, search } = browser;
  const broken = effect.broken.length === 0 ? "" : `  would break ${safe(effect.broken.join(", "))}`;
  const last = draft.length === 0 ? "" : `  draft: ${safe(toText(draft.at(-1)?.line ?? ""))}`;
  const asking = effect.pending === true ? "  asking the builder's rules …" : broken;
  const state = `secrets by name: ${secretsLeft(browser)}${asking}${last}`;
  const hint = mode === "search" ? `/${safe(search)}` : "? help  x exclude  u undo  Tab view  q quit";
  return [fitted(state, screen), inverse(fitted(hint, screen))];
}

const secretsLeft = ({ usage, effect: { secrets }, draft }: Browser): number =>
  outermost(draft).reduce(
    (left, { way }) => left - (secrets.get(way.at(-1) ?? usage.root) ?? 0),
    secrets.get(usage.root) ?? 0,
  );
