import { type HierarchyRectangularNode, hierarchy, treemap } from "d3-hierarchy";
import type { Coloring } from "./colors.ts";
import { isDirectory, largestChildren, type Model, showBytes } from "./model.ts";

interface Item {
  /** -1 for what is too small to be drawn on its own. */
  readonly node: number;
  readonly value: number;
  readonly children?: readonly Item[];
}

export type Tile = HierarchyRectangularNode<Item>;

const leastArea = 36;
const header = 17;

/** Returns rectangles for what lies below a node; specks are omitted, which limits the work. */
export function layout(model: Model, root: number, width: number, height: number): Tile[] {
  const total = model.bytes[root] ?? 0;
  if (total === 0) return [];
  const area = (width * height) / total;
  const build = (node: number): Item => {
    const value = model.bytes[node] ?? 0;
    if (!isDirectory(model, node)) return { node, value };
    const large = largestChildren(model, node).filter(
      (child) => (model.bytes[child] ?? 0) * area >= leastArea,
    );
    if (large.length === 0) return { node, value };
    const children = large.map(build);
    const rest = value - children.reduce((sum, child) => sum + child.value, 0);
    return { node, value, children: rest > 0 ? [...children, { node: -1, value: rest }] : children };
  };
  const tree = hierarchy(build(root), ({ children }) => children).sum(({ children, value }) =>
    children === undefined ? value : 0,
  );
  const place = treemap<Item>()
    .size([width, height])
    .paddingOuter(1)
    .paddingInner(1)
    .paddingTop((tile) => (hasHeader(tile) ? header : 1));
  return place(tree).descendants();
}

/** Whether the contents of a directory leave room for its name. */
const hasHeader = ({ depth, x0, y0, x1, y1 }: Pick<Tile, "depth" | "x0" | "y0" | "x1" | "y1">): boolean =>
  depth > 0 && y1 - y0 > 2 * header && x1 - x0 > 40;

export interface Theme {
  readonly ink: string;
  readonly frame: string;
  readonly ground: string;
  readonly mark: string;
}

export function draw(
  canvas: HTMLCanvasElement,
  model: Model,
  tiles: readonly Tile[],
  coloring: Coloring,
  theme: Theme,
  selected: number,
): void {
  const context = canvas.getContext("2d");
  if (context === null) return;
  const ratio = devicePixelRatio || 1;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.fillStyle = theme.ground;
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.font = "12px system-ui, sans-serif";
  context.textBaseline = "top";
  for (const tile of tiles)
    if (tile.depth > 0 || tile.data.children === undefined) drawTile(context, model, tile, coloring, theme);
  const tile = tiles.find(({ data }) => data.node === selected);
  if (tile === undefined) return;
  context.lineWidth = 3;
  context.strokeStyle = theme.mark;
  context.strokeRect(
    tile.x0 + 1.5,
    tile.y0 + 1.5,
    Math.max(tile.x1 - tile.x0 - 3, 1),
    Math.max(tile.y1 - tile.y0 - 3, 1),
  );
}

function drawTile(
  context: CanvasRenderingContext2D,
  model: Model,
  tile: Tile,
  coloring: Coloring,
  theme: Theme,
): void {
  const { x0, y0, x1, y1, data } = tile;
  const [width, height] = [x1 - x0, y1 - y0];
  const isOpen = data.children !== undefined;
  context.fillStyle = data.node < 0 ? theme.frame : isOpen ? theme.frame : coloring.of(data.node);
  context.fillRect(x0, y0, width, height);
  if (data.node < 0 || width < 40 || height < header || (isOpen && !hasHeader(tile))) return;
  context.fillStyle = isOpen ? theme.ink : "#111";
  const name = `${model.data.names[data.node] ?? ""}${isDirectory(model, data.node) ? "/" : ""}`;
  context.fillText(fitting(context, name, width - 6), x0 + 3, y0 + 3);
  if (!isOpen && height > 2 * header)
    context.fillText(fitting(context, showBytes(data.value), width - 6), x0 + 3, y0 + header + 2);
}

/** Truncates what does not fit; measured only once if it does, as most names do. */
function fitting(context: CanvasRenderingContext2D, text: string, width: number): string {
  const measured = context.measureText(text.slice(0, 200)).width;
  if (measured <= width) return text.slice(0, 200);
  const chars = [...text.slice(0, 200)];
  chars.length = Math.floor((chars.length * width) / measured);
  while (chars.length > 0 && context.measureText(`${chars.join("")}…`).width > width) chars.pop();
  return `${chars.join("")}…`;
}

/** Returns the innermost tile at a point. */
export function tileAt(tiles: readonly Tile[], x: number, y: number): Tile | undefined {
  return tiles.findLast(
    (tile) => tile.data.node > 0 && x >= tile.x0 && x < tile.x1 && y >= tile.y0 && y < tile.y1,
  );
}
