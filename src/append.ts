/** Adds items to the end of a list. A call whose arguments are an input's items ends in a stack overflow where there are many. */
export function append<Item>(list: Item[], items: Iterable<Item>): void {
  for (const item of items) list.push(item);
}
