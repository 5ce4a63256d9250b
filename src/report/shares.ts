import type { View } from "./view.ts";

/** Columns for a path, where others stand beside it. */
export const pathWidth = (view: View, beside: number): number =>
  view.width === null ? Number.POSITIVE_INFINITY : Math.max(view.width - beside, 20);

export function shortenEnd(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, width - 1)}…`;
}

export function share(part: number, whole: number): string {
  return whole === 0 ? "" : `${Math.round((100 * part) / whole)} %`;
}
