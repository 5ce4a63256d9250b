import type { View } from "./view.ts";
import { fitting, widthOf } from "./width.ts";

/** Columns for a path, where others stand beside it. */
export const pathWidth = (view: View, beside: number): number =>
  view.width === null ? Number.POSITIVE_INFINITY : Math.max(view.width - beside, 20);

export function shortenEnd(text: string, width: number): string {
  return widthOf(text) <= width ? text : `${fitting([...text], width - 1).join("")}…`;
}

export function share(part: number, whole: number): string {
  return whole === 0 ? "" : `${Math.round((100 * part) / whole)} %`;
}
