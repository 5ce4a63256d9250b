import type { Value } from "./value.ts";

/** `.name`, or an index whose key is written out. */
export type Step = { readonly name: string } | { readonly key: Value };

export type Expression = { readonly line: number } & (
  | { readonly is: "literal"; readonly value: Value }
  /** Parts put together as text. */
  | { readonly is: "template"; readonly parts: readonly Expression[] }
  | { readonly is: "variable"; readonly name: string; readonly steps: readonly Step[] }
  | { readonly is: "access"; readonly of: Expression; readonly steps: readonly Step[] }
  | { readonly is: "index"; readonly of: Expression; readonly key: Expression }
  /** `each` is asked with each element in the place of `item`. */
  | { readonly is: "splat"; readonly of: Expression; readonly each: Expression }
  | { readonly is: "item" }
  | {
      readonly is: "call";
      readonly name: string;
      readonly args: readonly Expression[];
      /** The last argument is a list of arguments. */
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
  /** The name of a field, written without quotes. */
  | { readonly is: "bare"; readonly name: string; readonly dotted: boolean }
  | For
  /** The pieces of a `%{ for }` put together. */
  | { readonly is: "join"; readonly of: Expression }
  | { readonly is: "parentheses"; readonly of: Expression }
  /** A template of a JSON file that is none. */
  | { readonly is: "invalid"; readonly message: string }
);

export interface For {
  readonly is: "for";
  readonly keyName: string | null;
  readonly valueName: string;
  readonly of: Expression;
  /** Null where it makes a tuple. */
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
  /** The text of a JSON file, where it is one. */
  readonly written?: string;
}

export interface Block {
  readonly type: string;
  readonly labels: readonly string[];
  readonly line: number;
  readonly file: string;
  readonly body: Body;
}

/** What stands between braces, or in a file. */
export interface Body {
  readonly attributes: ReadonlyMap<string, Attribute>;
  readonly blocks: readonly Block[];
  /** A JSON file does not tell blocks from attributes; this reads them then as whoever looks wants them. */
  readonly json?: JsonBody;
}

export interface JsonBody {
  /** The blocks of a type that take so many labels. */
  blocks(type: string, labels: number): readonly Block[];
}
