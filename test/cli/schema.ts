/** As much of JSON Schema as report-v1.schema.json uses. Yields what is wrong, each with its place. */
export interface Schema {
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Schema>>;
}

export function violations(root: Schema, value: unknown): string[] {
  return check(root, root, value, "$");
}

function check(root: Schema, given: Schema, value: unknown, at: string): string[] {
  const schema = resolve(root, given);
  const types = [schema.type ?? []].flat();
  if (types.length > 0 && !types.some((type) => isA(type, value))) {
    return [`${at}: ${JSON.stringify(value)} is not ${types.join(" or ")}`];
  }
  return [
    "const" in schema && value !== schema.const ? [`${at}: is not ${JSON.stringify(schema.const)}`] : [],
    schema.enum !== undefined && !schema.enum.includes(value)
      ? [`${at}: ${JSON.stringify(value)} is none of the values`]
      : [],
    typeof value === "number" && value < (schema.minimum ?? value)
      ? [`${at}: is under ${schema.minimum}`]
      : [],
    Array.isArray(value)
      ? value.flatMap((item, index) => check(root, schema.items ?? {}, item, `${at}[${index}]`))
      : [],
    isObject(value) ? checkProperties(root, schema, value, at) : [],
  ].flat();
}

function resolve(root: Schema, schema: Schema): Schema {
  if (schema.$ref === undefined) return schema;
  const found = root.$defs?.[schema.$ref.replace("#/$defs/", "")];
  if (found === undefined) throw new Error(`${schema.$ref} is not defined`);
  const { type } = schema;
  return type === undefined ? found : { ...found, type };
}

function checkProperties(root: Schema, schema: Schema, value: Record<string, unknown>, at: string): string[] {
  const missing = (schema.required ?? []).filter((name) => !Object.hasOwn(value, name));
  const wrong = Object.entries(schema.properties ?? {}).flatMap(([name, property]) =>
    Object.hasOwn(value, name) ? check(root, property, value[name], `${at}.${name}`) : [],
  );
  return [...missing.map((name) => `${at}.${name}: is missing`), ...wrong];
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function isA(type: string, value: unknown): boolean {
  switch (type) {
    case "null":
      return value === null;
    case "array":
      return Array.isArray(value);
    case "object":
      return isObject(value);
    case "integer":
      return Number.isSafeInteger(value);
    default:
      return typeof value === type;
  }
}
