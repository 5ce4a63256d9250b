import { toText } from "../bytes.ts";
import type { Usage, UsageNode } from "../usage/usage.ts";
import { jsonLine } from "./json.ts";

/**
 * ncdu's export format, version 1.0 (ncdu.blicky.net/doc/file): an array for a directory, its own data first. What is
 * sent counts; what is excluded is listed with its pattern. Written without recursion, because the tree is as deep as
 * the context.
 */
export function renderNcdu({ root }: Usage, context: string): string {
  const head = { progname: "ctxcheck", progver: "1", timestamp: 0 };
  const pieces = [`[1,0,${one(head)},[${one({ name: context })}`];
  const open: { node: UsageNode; next: number }[] = [{ node: root, next: 0 }];
  for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
    const child = top.node.children[top.next++];
    if (child === undefined) {
      pieces.push("]");
      open.pop();
    } else if (child.type === "directory" && (child.sizes.sent.files > 0 || child.children.length > 0)) {
      pieces.push(`,\n[${one(factsOf(child))}`);
      open.push({ node: child, next: 0 });
    } else pieces.push(`,\n${child.type === "directory" ? `[${one(factsOf(child))}]` : one(factsOf(child))}`);
  }
  return `${pieces.join("")}]\n`;
}

function factsOf({ name, type, sent, sizes, by }: UsageNode) {
  const excluded = !sent && sizes.sent.files === 0;
  if (excluded) return { name: toText(name), excluded: by === null ? "otherfs" : "pattern" };
  if (type === "directory") return { name: toText(name) };
  const { bytes } = sizes.sent;
  return { name: toText(name), asize: bytes, dsize: bytes, ...(type === "file" ? {} : { notreg: true }) };
}

/** On one line. */
const one = (value: object): string => jsonLine(value).trimEnd();
