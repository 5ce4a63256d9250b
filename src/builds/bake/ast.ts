import { Refusal } from "../refusal.ts";
import type { Value } from "./value.ts";

/** `.name`, or an index with a constant key. */
export type Step = { readonly name: string } | { readonly key: Value };

export type Expression = { readonly line: number } & (
  | { readonly is: "literal"; readonly value: Value }
  /** Parts concatenated as text. */
  | { readonly is: "template"; readonly parts: readonly Expression[] }
  | { readonly is: "variable"; readonly name: string; readonly steps: readonly Step[] }
  | { readonly is: "access"; readonly of: Expression; readonly steps: readonly Step[] }
  | { readonly is: "index"; readonly of: Expression; readonly key: Expression }
  /** `each` is evaluated with each element as `item`. */
  | { readonly is: "splat"; readonly of: Expression; readonly each: Expression }
  | { readonly is: "item" }
  | {
      readonly is: "call";
      readonly name: string;
      readonly args: readonly Expression[];
      /** Whether the last argument is a list of arguments. */
      readonly expands: boolean;
    }
  | {
      readonly is: "conditional";
      readonly test: Expression;
      readonly yes: Expression;
      readonly no: Expression;
    }
  | {
      readonly is: "binary";
      readonly operator: string;
      readonly left: Expression;
      readonly right: Expression;
    }
  | { readonly is: "unary"; readonly operator: string; readonly of: Expression }
  | { readonly is: "tuple"; readonly items: readonly Expression[] }
  | {
      readonly is: "object";
      readonly items: readonly { readonly key: Expression; readonly value: Expression }[];
    }
  /** A field name, written without quotes. */
  | { readonly is: "bare"; readonly name: string; readonly dotted: boolean }
  | For
  /** The pieces of a `%{ for }`, concatenated. */
  | { readonly is: "join"; readonly of: Expression }
  | { readonly is: "parentheses"; readonly of: Expression }
  /** An invalid template of a JSON file. */
  | { readonly is: "invalid"; readonly message: string }
);

export interface For {
  readonly is: "for";
  readonly keyName: string | null;
  readonly valueName: string;
  readonly of: Expression;
  /** Null for a tuple. */
  readonly key: Expression | null;
  readonly value: Expression;
  readonly condition: Expression | null;
  readonly groups: boolean;
}

export interface Attribute {
  readonly name: string;
  readonly line: number;
  readonly file: string;
  readonly value: Expression;
  /** Text in the JSON file, if it comes from one. */
  readonly written?: string;
}

export interface Block {
  readonly type: string;
  readonly labels: readonly string[];
  readonly line: number;
  readonly file: string;
  readonly body: Body;
}

/** Contents of braces, or of a file. */
export interface Body {
  readonly attributes: ReadonlyMap<string, Attribute>;
  readonly blocks: readonly Block[];
  /** A JSON file does not distinguish blocks from attributes; this reads them as whatever is requested. */
  readonly json?: JsonBody;
}

export interface JsonBody {
  /** Returns the blocks of a type that have this number of labels. */
  blocks(type: string, labels: number): readonly Block[];
}

/** Several files as one body: all blocks in their order, and the last definition of each attribute. */
export interface Content {
  readonly attributes: ReadonlyMap<string, Attribute>;
  blocks(type: string): readonly Block[];
}

/** The block types that bake knows, each with one label. */
const types = ["group", "target", "variable", "function"];

/** Merges bodies. Throws Refusal for a block without its one label. */
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

/** Returns blocks within a block, which take no label. */
export const innerBlocks = (body: Body, type: string): readonly Block[] =>
  body.json?.blocks(type, 0) ?? body.blocks.filter((block) => block.type === type);
