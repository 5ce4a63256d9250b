import type { Bytes } from "../bytes.ts";
import type { Rule } from "./model.ts";
import { vendorTokens } from "./rules.ts";
import { type Draw, sampleOf, steadyDraw } from "./sample.ts";
import { type SpecimenRow, specimenTable } from "./specimen-table.ts";

/** A file that a rule reports. */
export interface Specimen {
  readonly path: Bytes;
  readonly content: Buffer;
}

/**
 * Returns a file with one secret of this kind, made on demand, the same each time: no source holds anything that looks
 * like a live secret. The values are random and open nothing.
 */
export function specimenOf({ id }: Rule): Specimen {
  const draw = steadyDraw([...id].reduce((sum, char) => sum * 31 + char.charCodeAt(0), 7));
  const [path, shape] = specimenTable[id] ?? tokenRow(id);
  const make = (source: string) => sampleOf(source, draw);
  const content = typeof shape === "string" ? make(shape) : shape(make, bytesFrom(draw));
  return { path, content: Buffer.from(content, "latin1") };
}

/** Puts a vendor's token into a program, as its own pattern describes it. */
function tokenRow(id: string): SpecimenRow {
  const source = vendorTokens.find((format) => format.id === id)?.pattern.source ?? "";
  return ["src/client.ts", (make) => `const client = connect("${make(source)}");\n`];
}

const bytesFrom = (draw: Draw) => (count: number) =>
  Array.from({ length: count }, () => String.fromCharCode(draw(256))).join("");
