import { Refusal } from "../refusal.ts";
import type { Attribute, Block, Body } from "./ast.ts";

/** Several files as one body: blocks in their order, of an attribute the last. */
export interface Content {
  readonly attributes: ReadonlyMap<string, Attribute>;
  blocks(type: string): readonly Block[];
}

/** The types of block that bake knows, each with one label. */
const types = ["group", "target", "variable", "function"];

/** Throws Refusal for a block without its one label. */
export function contentOf(bodies: readonly Body[]): Content {
  const attributes = new Map<string, Attribute>();
  for (const body of bodies) for (const [name, one] of body.attributes) attributes.set(name, one);
  for (const type of types) if (bodies.some(({ json }) => json !== undefined)) attributes.delete(type);
  const found = new Map(types.map((type) => [type, bodies.flatMap((body) => blocksOf(body, type))]));
  return { attributes, blocks: (type) => found.get(type) ?? [] };
}

function blocksOf(body: Body, type: string): readonly Block[] {
  const blocks = body.json?.blocks(type, 1) ?? body.blocks.filter((block) => block.type === type);
  for (const { labels, line, file } of blocks)
    if (labels.length !== 1) throw new Refusal(`a ${type} has one label, its name`, line).in(file);
  return blocks;
}

/** Blocks within a block, which take no label. */
export const innerBlocks = (body: Body, type: string): readonly Block[] =>
  body.json?.blocks(type, 0) ?? body.blocks.filter((block) => block.type === type);
