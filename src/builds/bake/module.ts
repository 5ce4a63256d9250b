import { Refusal } from "../refusal.ts";
import { type Attribute, type Block, type Content, type Expression, innerBlocks } from "./ast.ts";
import { Blocks } from "./blocks.ts";
import { asBool, convert } from "./convert.ts";
import { evaluate } from "./evaluate.ts";
import type { Fn, Scope } from "./scope.ts";
import { defineFunction } from "./user-function.ts";
import { nullOf, text, type Value } from "./value.ts";
import { fromEnvironment, readVariableType } from "./variable.ts";
import { visit } from "./visit.ts";

export interface Given {
  /** The environment, and `--var`. */
  readonly lookup: (name: string) => string | undefined;
  /** Variables that bake itself sets. */
  readonly builtIn: ReadonlyMap<string, string>;
  readonly functions: ReadonlyMap<string, Fn>;
  /** Receives each variable: its name may say that the value is a secret. */
  readonly onVariable: (name: string, value: string) => void;
}

/** Undefined names are errors only where they are evaluated. */
export class Missing extends Refusal {}

/** The variables and functions of a bake definition, resolved on use. Throws Refusal. */
export class Module {
  readonly variables = new Map<string, Value>();
  readonly scope: Scope;
  readonly blocks: Blocks;
  readonly #given: Given;
  readonly #declared: ReadonlyMap<string, Block>;
  readonly #attributes: ReadonlyMap<string, Attribute>;
  readonly #definitions: ReadonlyMap<string, Block>;
  readonly #functions = new Map<string, Fn>();
  readonly #busy = new Set<string>();

  constructor(content: Content, given: Given) {
    const named = (type: string) =>
      new Map(content.blocks(type).map((block) => [block.labels[0] ?? "", block]));
    this.#given = given;
    this.#declared = named("variable");
    this.#definitions = named("function");
    this.#attributes = content.attributes;
    this.scope = {
      variables: this.variables,
      functions: (name) => given.functions.get(name) ?? this.#functions.get(name),
    };
    this.blocks = new Blocks(content, this);
  }

  /** Resolves everything that is declared, used or not: an error anywhere rejects the whole. */
  resolve(): void {
    for (const name of this.#given.builtIn.keys()) this.resolveValue(name);
    for (const [name, block] of this.#declared) inBlock(block, () => this.resolveValue(name));
    for (const block of this.#declared.values()) inBlock(block, () => this.#validate(block));
    for (const [name, block] of this.#definitions) inBlock(block, () => this.#resolveFunction(name));
    this.blocks.resolveAll();
    for (const [name, { file }] of this.#attributes)
      if (!reserved.has(name)) inFile(file, () => this.resolveValue(name));
  }

  /** Resolves what an expression refers to. */
  load(expression: Expression, scope: Scope, known: ReadonlySet<string> = new Set(), strict = false): void {
    visit(expression, (one, local) => {
      if (one.is === "call") this.#need(() => this.#resolveFunction(one.name), strict);
      if (one.is !== "variable" || local.has(one.name) || known.has(one.name)) return;
      if (this.blocks.isType(one.name)) this.#need(() => this.blocks.load(one.name, one.steps), strict);
      else if (!scope.variables.has(one.name)) this.#need(() => this.resolveValue(one.name), strict);
    });
  }

  #need(resolve: () => void, strict: boolean): void {
    try {
      resolve();
    } catch (error) {
      if (!strict && error instanceof Missing) return;
      throw error;
    }
  }

  resolveValue(name: string): void {
    if (this.variables.has(name)) return;
    const builtIn = this.#given.builtIn.get(name);
    const value =
      builtIn === undefined ? this.#once(`variable ${name}`, () => this.#valueOf(name)) : text(builtIn);
    this.variables.set(name, value);
    if (typeof value.data === "string") this.#given.onVariable(name, value.data);
  }

  #valueOf(name: string): Value {
    const attribute = this.#attributes.get(name);
    const block = this.#declared.get(name);
    if (block === undefined && (attribute === undefined || reserved.has(name)))
      throw new Missing(`variable "${name}" does not exist`);
    const written = attribute === undefined ? readVariableType(block?.body.attributes.get("type")) : null;
    const initial = attribute ?? block?.body.attributes.get("default");
    const preset = this.#default(initial, written);
    const override = block === undefined ? undefined : this.#override(name, written !== null);
    if (override === undefined) return preset ?? (written === null ? text("") : nullOf(written));
    return fromEnvironment(name, override, { written, preset });
  }

  #default(initial: Attribute | undefined, type: Value["type"] | null): Value | null {
    if (initial === undefined) return null;
    this.load(initial.value, this.scope);
    const value = evaluate(initial.value, this.scope);
    return type === null ? value : convert(value, type);
  }

  /** NAME_JSON also counts, before NAME if the variable has a type. */
  #override(name: string, isTyped: boolean): { text: string; json: boolean } | undefined {
    const plain = this.#given.lookup(name);
    const isName = this.#declared.has(`${name}_JSON`) || this.#given.builtIn.has(`${name}_JSON`);
    const json = (plain === undefined || isTyped) && !isName ? this.#given.lookup(`${name}_JSON`) : undefined;
    if (json !== undefined) return { text: json, json: true };
    return plain === undefined ? undefined : { text: plain, json: false };
  }

  #validate(block: Block): void {
    for (const { body } of innerBlocks(block.body, "validation")) {
      const condition = body.attributes.get("condition");
      const message = body.attributes.get("error_message");
      if (condition === undefined || message === undefined)
        throw new Refusal("a validation has a condition and an error_message");
      const value = evaluate(condition.value, this.scope);
      if (value.data === null) throw new Refusal("a condition must be true or false, not null");
      if (asBool(value).data !== true)
        throw new Refusal(`validation failed: ${shown(evaluate(message.value, this.scope))}`);
    }
  }

  #resolveFunction(name: string): void {
    if (this.scope.functions(name) !== undefined || specials.has(name)) return;
    const block = this.#definitions.get(name);
    if (block === undefined) throw new Missing(`function "${name}" does not exist`);
    const fn = this.#once(`function ${name}`, () =>
      defineFunction(block, this.scope, (result, parameters) =>
        this.load(result, this.scope, parameters, true),
      ),
    );
    this.#functions.set(name, fn);
  }

  #once<T>(what: string, resolve: () => T): T {
    if (this.#busy.has(what)) throw new Refusal(`${what} refers to itself`);
    this.#busy.add(what);
    return resolve();
  }
}

const reserved = new Set(["group", "target", "function"]);
const specials = new Set(["try", "can", "convert"]);
const shown = ({ data }: Value): string => (typeof data === "string" ? data : "the message is not a string");

function inBlock<T>({ line, file }: Block, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof Refusal) throw new Refusal(error.message, error.line ?? line, error.file ?? file);
    throw error;
  }
}

function inFile<T>(file: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof Refusal && error.file === null) throw error.in(file);
    throw error;
  }
}
