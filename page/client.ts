import type { PageData } from "../src/report/page-data.ts";
import { changeList, sinceText } from "./changes.ts";
import { type ColorBy, type Coloring, coloringOf, colorings } from "./colors.ts";
import { el, fill, swatch } from "./dom.ts";
import {
  countOf,
  isDirectory,
  type Model,
  makeModel,
  pathOf,
  type Shown,
  showBytes,
  update,
  wayTo,
} from "./model.ts";
import { contentTable, details, findingList, switches } from "./panels.ts";
import { draw, layout, type Theme, type Tile, tileAt } from "./treemap.ts";

async function readData(): Promise<PageData> {
  const text = JSON.parse(document.getElementById("data")?.textContent ?? '""');
  const bytes = Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return await new Response(stream).json();
}

function start(model: Model): void {
  const { data } = model;
  const before = { ...model.sent };
  let root = 0;
  let selected = 0;
  let tiles: Tile[] = [];
  let colorBy: ColorBy = "size";
  let coloring: Coloring = coloringOf(model, colorBy);

  const totals = el("p", { class: "totals", role: "status" });
  const crumbs = el("nav", { "aria-label": "Path" });
  const canvas = el("canvas", {
    tabindex: "0",
    role: "application",
    "aria-label": "Map of sizes: arrow keys choose, Enter opens, Backspace goes up",
  });
  const tip = el("div", { class: "tip", hidden: true });
  const said = el("p", { class: "sr", role: "status" });
  const legend = el("ul", { class: "legend", "aria-label": "Colors" });
  const table = el("div");
  const lines = el("div", {
    class: "scroll",
    tabindex: "0",
    role: "region",
    "aria-label": "Lines of the ignore file",
  });
  const results = el("ul", { class: "rows", "aria-label": "Found names" });

  const actions = {
    open: (node: number) => {
      root = isDirectory(model, node) ? node : (model.parents[node] ?? 0);
      selected = node;
      if ((model.bytes[node] ?? 0) === 0 && model.shown !== "all") show("all");
      else redraw();
      crumbs.querySelector<HTMLElement>("[aria-current]")?.focus();
    },
    toggle: (pattern: number) => {
      model.enabled[pattern] = model.enabled[pattern] !== true;
      recount();
      lines.querySelector<HTMLElement>(`[data-pattern="${pattern}"]`)?.focus();
    },
  };

  const show = (shown: Shown) => {
    model.shown = shown;
    shownSelect.value = shown;
    recount();
  };
  const recount = () => {
    update(model);
    fill(lines, switches(model, actions));
    redraw();
  };

  function redraw(): void {
    const { sent } = model;
    const now = `${countOf(sent.files, "file")}, ${showBytes(sent.bytes)} sent`;
    const isChanged = model.enabled.includes(false);
    const change = sent.bytes - before.bytes;
    totals.textContent = isChanged
      ? `Before: ${countOf(before.files, "file")}, ${showBytes(before.bytes)}. After: ${now} (${change < 0 ? "-" : "+"}${showBytes(Math.abs(change))}).`
      : now;
    coloring = coloringOf(model, colorBy);
    fill(legend, ...coloring.legend.map(([label, color]) => el("li", {}, swatch(color), label)));
    const way = wayTo(model, root).map((node) =>
      el(
        "li",
        {},
        el(
          "button",
          {
            class: "link",
            type: "button",
            click: () => actions.open(node),
            ...(node === root ? { "aria-current": "page" } : {}),
          },
          data.names[node] ?? "",
        ),
      ),
    );
    fill(crumbs, el("ol", {}, ...way));
    fill(table, contentTable(model, root, actions));
    paintMap();
  }

  function paintMap(): void {
    const [width, height] = [canvas.clientWidth, canvas.clientHeight];
    const ratio = devicePixelRatio || 1;
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    tiles = layout(model, root, width, height);
    draw(canvas, model, tiles, coloring, themeOf(), selected);
  }
  const repaint = () => draw(canvas, model, tiles, coloring, themeOf(), selected);

  function select(node: number): void {
    selected = node;
    said.textContent = details(model, node).join(", ");
    repaint();
  }

  /** Selects the nearest tile in a direction, among those directly in the same directory. */
  function move(dx: number, dy: number): void {
    const at = tiles.find(({ data: { node } }) => node === selected);
    const peers = tiles.filter(
      ({ data: { node }, depth }) => node > 0 && depth === Math.max(at?.depth ?? 1, 1) && node !== selected,
    );
    if (at === undefined || at.depth === 0) {
      if (peers[0] !== undefined) select(peers[0].data.node);
      return;
    }
    const far = (tile: Tile) => {
      const [x, y] = [(tile.x0 + tile.x1 - at.x0 - at.x1) / 2, (tile.y0 + tile.y1 - at.y0 - at.y1) / 2];
      const along = x * dx + y * dy;
      return along <= 0 ? Number.POSITIVE_INFINITY : along + 2 * Math.abs(x * dy + y * dx);
    };
    const nearest = peers.reduce<Tile | undefined>(
      (best, tile) => (best === undefined || far(tile) < far(best) ? tile : best),
      undefined,
    );
    if (nearest !== undefined && Number.isFinite(far(nearest))) select(nearest.data.node);
  }

  const keys: Readonly<Record<string, () => void>> = {
    ArrowLeft: () => move(-1, 0),
    ArrowRight: () => move(1, 0),
    ArrowUp: () => move(0, -1),
    ArrowDown: () => move(0, 1),
    Enter: () => openHere(selected),
    Backspace: () => openHere(model.parents[root] ?? 0),
    Escape: () => openHere(model.parents[root] ?? 0),
  };
  /** Opens a directory without leaving the map. */
  function openHere(node: number): void {
    if (!isDirectory(model, node)) return;
    const from = root;
    root = node;
    selected = node === (model.parents[from] ?? 0) ? from : node;
    redraw();
    select(selected);
  }
  canvas.addEventListener("keydown", (event) => {
    const act = keys[event.key];
    if (act === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    act();
  });
  canvas.addEventListener("click", (event) => {
    const tile = tileAt(tiles, event.offsetX, event.offsetY);
    if (tile === undefined) return;
    const below = wayTo(model, tile.data.node);
    const child = below[below.indexOf(root) + 1];
    if (child !== undefined && isDirectory(model, child)) openHere(child);
    else select(tile.data.node);
  });
  canvas.addEventListener("mousemove", (event) => {
    const tile = tileAt(tiles, event.offsetX, event.offsetY);
    tip.hidden = tile === undefined;
    if (tile === undefined) return;
    fill(tip, ...details(model, tile.data.node).map((line) => el("div", {}, line)));
    tip.style.left = `${Math.min(event.offsetX + 14, Math.max(canvas.clientWidth - tip.offsetWidth, 0))}px`;
    tip.style.top = `${event.offsetY + 16}px`;
  });
  canvas.addEventListener("mouseleave", () => {
    tip.hidden = true;
  });
  addEventListener("resize", paintMap);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", paintMap);

  const choose = (
    label: string,
    options: readonly (readonly [string, string])[],
    change: (value: string) => void,
  ) => {
    const select = el("select", {
      change: (event) => event.target instanceof HTMLSelectElement && change(event.target.value),
    });
    select.append(...options.map(([value, text]) => el("option", { value }, text)));
    return { select, label: el("label", {}, label, select) };
  };
  const color = choose(
    "Color by",
    [...colorings, ...(data.since === null ? [] : ["change"])].map((name) => [name, name]),
    (value) => {
      colorBy = colorOf(value);
      redraw();
    },
  );
  const shown = choose(
    "Show",
    [
      ["sent", "what is sent"],
      ["allowed", "what is allowed"],
      ["all", "everything"],
    ],
    (value) => show(value === "all" || value === "allowed" ? value : "sent"),
  );
  const shownSelect = shown.select;
  const search = el("input", {
    type: "search",
    input: (event) => {
      if (event.target instanceof HTMLInputElement) find(event.target.value.toLowerCase());
    },
  });

  function find(text: string): void {
    const found: number[] = [];
    if (text !== "")
      for (let node = 1; node < data.names.length && found.length < 50; node++)
        if ((data.names[node] ?? "").toLowerCase().includes(text)) found.push(node);
    fill(
      results,
      ...found.map((node) =>
        el(
          "li",
          {},
          el(
            "button",
            { class: "link", type: "button", click: () => actions.open(node) },
            pathOf(model, node),
          ),
        ),
      ),
    );
    said.textContent =
      text === "" ? "" : `${countOf(found.length, "name")}${found.length === 50 ? " or more" : ""} found`;
  }

  fill(
    document.getElementById("app") ?? document.body,
    el("h1", {}, `Build context ${data.title}`),
    el("p", { class: "soft" }, data.facts.join(", ")),
    totals,
    ...(data.since === null ? [] : [el("p", { class: "since" }, sinceText(data.since, before))]),
    el("div", { class: "bar" }, shown.label, color.label, el("label", {}, "Search names", search)),
    results,
    crumbs,
    el("div", { class: "map" }, canvas, tip),
    said,
    legend,
    ...(data.since === null ? [] : [changeList(model, data.since, actions)]),
    el("h2", {}, "Content"),
    table,
    el(
      "div",
      { class: "sides" },
      el("section", {}, el("h2", {}, "Ignore file: switch a line off to see what it does"), lines),
      el(
        "section",
        {},
        el("h2", {}, "Findings"),
        el(
          "div",
          { class: "scroll", tabindex: "0", role: "region", "aria-label": "Findings" },
          findingList(model, actions),
        ),
      ),
    ),
  );
  fill(lines, switches(model, actions));
  redraw();
}

const colorOf = (value: string): ColorBy =>
  value === "change" ? value : (colorings.find((name) => name === value) ?? "size");

function themeOf(): Theme {
  const style = getComputedStyle(document.documentElement);
  const read = (name: string) => style.getPropertyValue(name).trim();
  return { ink: read("--ink"), frame: read("--frame"), ground: read("--ground"), mark: read("--mark") };
}

start(makeModel(await readData()));
document.documentElement.dataset.ready = "true";
