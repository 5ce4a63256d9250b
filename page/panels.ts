import { el } from "./dom.ts";
import { countOf, decider, isDirectory, largestChildren, type Model, pathOf, showBytes } from "./model.ts";

/** What the panels can make the page do. */
export interface Actions {
  open(node: number): void;
  toggle(pattern: number): void;
}

const mostRows = 300;

/** Shows the contents of the map as a table. */
export function contentTable(model: Model, node: number, { open }: Actions): HTMLElement {
  const { bytes, files, data } = model;
  const total = bytes[node] ?? 0;
  const children = largestChildren(model, node);
  const rows = children.slice(0, mostRows).map((child) => {
    const name = `${data.names[child] ?? ""}${isDirectory(model, child) ? "/" : ""}`;
    const size = bytes[child] ?? 0;
    return el(
      "tr",
      {},
      el("td", {}, el("button", { class: "link", type: "button", click: () => open(child) }, name)),
      el("td", { class: "n" }, showBytes(size)),
      el("td", { class: "n" }, total === 0 ? "" : `${Math.round((100 * size) / total)} %`),
      el("td", { class: "n" }, String(files[child] ?? 0)),
      el("td", {}, isDirectory(model, child) ? "" : whyOf(model, child)),
    );
  });
  const head = ["Name", "Size", "Share", "Files", "Why"].map((title, at) =>
    el("th", { scope: "col", class: at > 0 && at < 4 ? "n" : "" }, title),
  );
  const rest = children.length - rows.length;
  return el(
    "div",
    { class: "scroll", tabindex: "0", role: "region", "aria-label": "Content as a table" },
    el(
      "table",
      {},
      el("caption", { class: "sr" }, pathOf(model, node)),
      el("thead", {}, el("tr", {}, ...head)),
      el("tbody", {}, ...rows),
    ),
    ...(rest > 0 ? [el("p", { class: "soft" }, `and ${rest} more`)] : []),
  );
}

/** Returns what copies or excludes a file. */
export function whyOf(model: Model, node: number): string {
  const { data, isSent, isAllowed } = model;
  const line = data.patterns[decider(model, node)];
  const by = line === undefined ? "" : `${data.ignoreFile ?? ""}:${line.line} ${line.text}`;
  if (isAllowed[node] !== 1) return `excluded by ${by || "the builder"}`;
  const copied = (data.copySets[data.copies[node] ?? 0] ?? [])
    .map((at) => data.instructions[at]?.line)
    .join(", ");
  if (isSent[node] !== 1) return "allowed, copied by no instruction";
  return copied === "" ? "sent" : `copied by ${data.dockerfile ?? ""}:${copied}`;
}

const reaches: Readonly<Record<string, string>> = {
  i: "in the final image",
  s: "in a stage on the way",
  b: "on the builder only",
};

/** Returns everything that is known about a node, line by line. */
export function details(model: Model, node: number): string[] {
  const { data, bytes, files } = model;
  const set = data.copySets[data.copies[node] ?? 0] ?? [];
  const stages = [...new Set(set.map((at) => data.instructions[at]?.stage ?? ""))].filter(
    (stage) => stage !== "",
  );
  const reach = reaches[data.reaches[node] ?? "-"];
  if (isDirectory(model, node))
    return [
      `${pathOf(model, node)}/`,
      `${showBytes(bytes[node] ?? 0)}, ${countOf(files[node] ?? 0, "file")}`,
    ];
  return [
    pathOf(model, node),
    showBytes(data.sizes[node] ?? 0),
    whyOf(model, node),
    ...set.map((at) => data.instructions[at]?.text ?? "").slice(0, 3),
    ...(stages.length === 0 ? [] : [`stage ${stages.join(", ")}`]),
    ...(reach === undefined ? [] : [reach]),
  ];
}

/** Lists the lines of the ignore file, each with a switch. */
export function switches(model: Model, { toggle }: Actions): HTMLElement {
  const counts = model.data.patterns.map(() => ({ files: 0, bytes: 0 }));
  for (let node = 1; node < model.data.names.length; node++) {
    const count = isDirectory(model, node) ? undefined : counts[decider(model, node)];
    if (count === undefined) continue;
    count.files++;
    count.bytes += model.data.sizes[node] ?? 0;
  }
  const rows = model.data.patterns.map(({ line, text }, at) => {
    const { files, bytes } = counts[at] ?? { files: 0, bytes: 0 };
    const on = model.enabled[at] === true;
    const input = el("input", {
      type: "checkbox",
      role: "switch",
      "data-pattern": String(at),
      change: () => toggle(at),
      ...(on ? { checked: true } : {}),
    });
    return el(
      "li",
      { class: on ? "" : "off" },
      el(
        "label",
        { class: "switch" },
        input,
        el("code", {}, `${line === 0 ? "" : `${line}: `}${text}`),
        el("span", { class: "soft" }, `${countOf(files, "file")}, ${showBytes(bytes)}`),
      ),
    );
  });
  return el("ul", { class: "rows" }, ...(rows.length > 0 ? rows : [el("li", {}, "There are no patterns.")]));
}

/** Lists the findings; each leads to its place. */
export function findingList(model: Model, { open }: Actions): HTMLElement {
  const rows = model.data.findings.map(({ severity, rule, subject, message, fix, nodes }) => {
    const [node] = nodes;
    const where =
      node === undefined
        ? el("span", {}, subject)
        : el("button", { class: "link", type: "button", click: () => open(node) }, subject);
    return el(
      "li",
      {},
      el("strong", { class: severity }, severity === "info" ? "note" : severity),
      ` ${rule} `,
      where,
      el("p", { class: "soft" }, message),
      ...(fix === null ? [] : [el("p", {}, "Add to the ignore file: ", el("code", {}, fix))]),
    );
  });
  return el("ul", { class: "rows" }, ...(rows.length > 0 ? rows : [el("li", {}, "Nothing was found.")]));
}
