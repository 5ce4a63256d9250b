import type { PageChanges } from "../src/report/page-data.ts";
import { el } from "./dom.ts";
import { countOf, type Model, pathOf, showBytes } from "./model.ts";
import type { Actions } from "./panels.ts";

const signed = (bytes: number) => `${bytes < 0 ? "-" : "+"}${showBytes(Math.abs(bytes))}`;

/** Returns words such as "Since main: 5 files, 3 MB became 8 files, 4 MB (+1 MB)." */
export function sinceText(
  { from, files, bytes }: PageChanges,
  now: { files: number; bytes: number },
): string {
  const amount = (many: number, size: number) => `${countOf(many, "file")}, ${showBytes(size)}`;
  return `Since ${from}: ${amount(files, bytes)} became ${amount(now.files, now.bytes)} (${signed(now.bytes - bytes)}).`;
}

const mostRows = 200;

/** Lists what is new, gone or of another size, the largest change first. */
export function changeList(model: Model, since: PageChanges, { open }: Actions): HTMLElement {
  const { sizes } = model.data;
  const rows = [
    ...since.added.map((node) => ({ word: "new", node, path: pathOf(model, node), by: sizes[node] ?? 0 })),
    ...since.resized.map(([node, was]) => {
      const by = (sizes[node] ?? 0) - was;
      return { word: by < 0 ? "smaller" : "larger", node, path: pathOf(model, node), by };
    }),
    ...since.removed.map(([path, bytes]) => ({ word: "gone", node: -1, path, by: -bytes })),
  ].sort((a, b) => Math.abs(b.by) - Math.abs(a.by));
  const all = since.added.length + since.resized.length + since.removedFiles;
  const shown = rows
    .slice(0, mostRows)
    .map(({ word, node, path, by }) =>
      el(
        "li",
        {},
        el("strong", {}, word),
        " ",
        node < 0
          ? el("span", {}, path)
          : el("button", { class: "link", type: "button", click: () => open(node) }, path),
        ` ${signed(by)}`,
      ),
    );
  const rest = all - shown.length;
  return el(
    "section",
    { class: "changes" },
    el("h2", {}, `Changes since ${since.from}`),
    el(
      "div",
      { class: "scroll", tabindex: "0", role: "region", "aria-label": "Changes" },
      el(
        "ul",
        { class: "rows" },
        ...(all === 0 ? [el("li", {}, "The same is sent.")] : shown),
        ...(rest > 0 ? [el("li", {}, `and ${countOf(rest, "more file")}`)] : []),
      ),
    ),
  );
}
