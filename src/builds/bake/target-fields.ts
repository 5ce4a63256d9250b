import { Refusal } from "../refusal.ts";
import { convert } from "./convert.ts";
import { anyType, boolType, itemsOf, listOf, mapOf, stringType, type Type, type Value } from "./value.ts";

/** A field of a block: its type, and what in it may be null. */
interface Field {
  readonly type: Type;
  readonly required: boolean;
  /** Throws Refusal if the value does not fit. */
  readonly read: (value: Value, line: number) => Value;
}

function field(type: Type, elementsMayBeNull: boolean, required = false, mayBeNull = true): Field {
  const read = (value: Value, line: number) => {
    const converted = inLine(line, () => convert(value, type));
    if (!mayBeNull && converted.data === null) throw new Refusal("it must not be null", line);
    if (!elementsMayBeNull && itemsOf(converted).some(({ data }) => data === null))
      throw new Refusal("an element must not be null", line);
    return converted;
  };
  return { type, required, read };
}

function inLine<T>(line: number, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof Refusal && error.line === null) throw new Refusal(error.message, line);
    throw error;
  }
}

const text = field(stringType, false);
const truth = field(boolType, false);
const texts = field(listOf(stringType), false);
const values = field(mapOf(stringType), true);
/** Has a syntax of its own, which does not concern the context. */
const other = field(anyType, true);

const targetFields = new Map<string, Field>([
  ["description", field(stringType, false, false, false)],
  ["inherits", texts],
  ["annotations", texts],
  ["attest", other],
  ["context", text],
  ["contexts", field(mapOf(stringType), false)],
  ["dockerfile", text],
  ["dockerfile-inline", text],
  ["args", values],
  ["labels", values],
  ["tags", texts],
  ["cache-from", other],
  ["cache-to", other],
  ["target", text],
  ["secret", other],
  ["ssh", other],
  ["platforms", texts],
  ["output", other],
  ["pull", truth],
  ["no-cache", truth],
  ["network", text],
  ["no-cache-filter", texts],
  ["shm-size", text],
  ["ulimits", texts],
  ["resources", other],
  ["call", text],
  ["entitlements", texts],
  ["extra-hosts", values],
  ["policy", other],
]);

const groupFields = new Map<string, Field>([
  ["description", field(stringType, false, false, false)],
  ["targets", field(listOf(stringType), false, true)],
]);

export const fieldsOf = (type: string): ReadonlyMap<string, Field> =>
  type === "group" ? groupFields : targetFields;
