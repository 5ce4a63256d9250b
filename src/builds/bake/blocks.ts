import { spend } from "../effort.ts";
import { Refusal } from "../refusal.ts";
import type { Block, Content, Expression, Step } from "./ast.ts";
import { convert } from "./convert.ts";
import { evaluate } from "./evaluate.ts";
import { type Scope, within } from "./scope.ts";
import { fieldsOf } from "./target-fields.ts";
import { entriesOf, isPrimitive, itemsOf, nullOf, object, stringType, type Value } from "./value.ts";

/** A block with its values, one for each combination of its matrix. */
export interface Resolved {
  readonly block: Block;
  readonly name: string;
  readonly values: ReadonlyMap<string, Value>;
}

interface Instance {
  name: string;
  readonly scope: Scope;
  readonly values: Map<string, Value>;
  /** Requested fields, whether the block has them or not. */
  readonly done: Set<string>;
  readonly busy: Set<string>;
}

/** What blocks need from their definition. */
interface Module {
  readonly variables: Map<string, Value>;
  readonly scope: Scope;
  /** Resolves what an expression refers to. */
  load(expression: Expression, scope: Scope): void;
}

/** The targets and groups of a definition. Throws Refusal. */
export class Blocks {
  readonly #module: Module;
  readonly #blocks: readonly Block[];
  readonly #instances = new Map<Block, readonly Instance[]>();
  readonly #byName = new Map<string, Block[]>();
  /** What others may refer to, by type and name. */
  readonly #published = new Map<string, Map<string, Value>>();
  /** Names that a label was expanded to. */
  readonly renamed = new Map<string, string[]>();

  constructor(content: Content, module: Module) {
    this.#module = module;
    this.#blocks = [...content.blocks("target"), ...content.blocks("group")];
  }

  isType(name: string): boolean {
    return name === "target" || name === "group";
  }

  resolveAll(): void {
    const byName = new Map<string, Block[]>();
    for (const block of this.#blocks) located(block, () => this.#name(block, byName));
    for (const [key, blocks] of byName) this.#byName.set(key, blocks);
    for (const block of this.#blocks) located(block, () => this.#resolve(block, null));
  }

  all(): Resolved[] {
    return this.#blocks.flatMap((block) =>
      (this.#instances.get(block) ?? []).map(({ name, values }) => ({ block, name, values })),
    );
  }

  /** Resolves what `target.name.field` requests. */
  load(type: string, steps: readonly Step[]): void {
    const [first, second] = steps;
    if (first === undefined) throw new Refusal(`cannot access ${type} as a variable`);
    if (!("name" in first)) throw new Refusal(`cannot traverse ${type} without attribute`);
    const field = second !== undefined && "name" in second ? second.name : null;
    for (const block of this.#byName.get(`${type} ${first.name}`) ?? []) this.#resolve(block, field);
    const published = this.#published.get(type);
    if (published === undefined) return;
    spend(published.size);
    this.#module.variables.set(type, object(new Map(published)));
  }

  #name(block: Block, byName: Map<string, Block[]>): void {
    const [label = ""] = block.labels;
    checkName(label);
    const instances = this.#expand(block);
    const names = instances.map((instance) => this.#nameOf(block, instance, label));
    const twice = names.find((name, at) => names.indexOf(name) !== at);
    if (twice !== undefined) throw new Refusal(`duplicate name "${twice}"`);
    for (const [at, name] of names.entries()) {
      const instance = instances[at];
      if (instance !== undefined) instance.name = name;
      byName.set(`${block.type} ${name}`, [...(byName.get(`${block.type} ${name}`) ?? []), block]);
    }
    this.renamed.set(label, [...(this.renamed.get(label) ?? []), ...names]);
  }

  #nameOf({ type, body }: Block, { scope }: Instance, label: string): string {
    const attribute = body.attributes.get("name");
    if (attribute === undefined) return label;
    if (type === "group") throw new Refusal("name is not supported for groups");
    if (!body.attributes.has("matrix")) throw new Refusal("name requires matrix");
    this.#module.load(attribute.value, scope);
    const value = convert(evaluate(attribute.value, scope), stringType);
    const name = typeof value.data === "string" ? value.data : "";
    checkName(name);
    return name;
  }

  #expand(block: Block): readonly Instance[] {
    const known = this.#instances.get(block);
    if (known !== undefined) return known;
    const instances = this.#scopes(block).map((scope) => ({
      name: block.labels[0] ?? "",
      scope,
      values: new Map<string, Value>(),
      done: new Set<string>(),
      busy: new Set<string>(),
    }));
    this.#instances.set(block, instances);
    return instances;
  }

  #scopes({ type, body }: Block): readonly Scope[] {
    const { scope } = this.#module;
    const matrix = body.attributes.get("matrix");
    if (matrix === undefined) return [scope];
    if (type === "group") throw new Refusal("matrix is not supported for groups");
    this.#module.load(matrix.value, scope);
    const value = evaluate(matrix.value, scope);
    if (value.type.kind !== "map" && value.type.kind !== "object") throw new Refusal("matrix must be a map");
    return combinations(entriesOf(value)).map((variables) => within(scope, variables));
  }

  /** Resolves one field, or all remaining ones if it is null. */
  #resolve(block: Block, field: string | null): void {
    for (const instance of this.#expand(block)) {
      if (field !== null && instance.done.has(field)) continue;
      if (field !== null) {
        if (instance.busy.has(field))
          throw new Refusal(`reference cycle not allowed for ${block.type}.${instance.name}.${field}`);
        instance.busy.add(field);
      }
      this.#evaluate(block, instance, field);
      if (field !== null) instance.done.add(field);
      this.#publish(block, instance);
    }
  }

  #evaluate({ type, body }: Block, { scope, values }: Instance, only: string | null): void {
    const fields = fieldsOf(type);
    const wanted = [...fields].filter(([name]) => only === null || name === only);
    for (const [name] of wanted) {
      const attribute = body.attributes.get(name);
      if (attribute !== undefined && !values.has(name)) this.#module.load(attribute.value, scope);
    }
    for (const [name, field] of wanted) {
      const attribute = body.attributes.get(name);
      if (values.has(name)) continue;
      if (attribute !== undefined)
        values.set(name, field.read(evaluate(attribute.value, scope), attribute.line));
      else if (field.required && only === null) throw new Refusal(`the argument "${name}" is required`);
    }
  }

  #publish({ type }: Block, { name, values }: Instance): void {
    const fields = [...fieldsOf(type)].map(
      ([field, { type: kind }]) => [field, values.get(field) ?? nullOf(kind)] as const,
    );
    const published = this.#published.get(type) ?? new Map<string, Value>();
    published.set(name, object(new Map(fields)));
    this.#published.set(type, published);
  }
}

const mostCombinations = 10_000;

function combinations(axes: ReadonlyMap<string, Value>): ReadonlyMap<string, Value>[] {
  let found: ReadonlyMap<string, Value>[] = [new Map()];
  for (const [name, axis] of axes) {
    if (axis.data === null || isPrimitive(axis.type)) throw new Refusal("matrix values must be a list");
    const items = itemsOf(axis);
    if (found.length * items.length > mostCombinations)
      throw new Refusal("the matrix has too many combinations");
    found = items.flatMap((item) => found.map((one) => new Map([...one, [name, item]])));
  }
  return found;
}

function checkName(name: string): void {
  if (!/^[a-zA-Z0-9_-]+$/.test(name))
    throw new Refusal(`invalid name "${name}": only letters, digits, "_" and "-"`);
}

function located<T>({ line, file }: Block, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    throw new Refusal(error.message, error.line ?? line, error.file ?? file);
  }
}
