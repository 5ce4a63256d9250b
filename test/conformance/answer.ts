import { type Bytes, compareBytes } from "../../src/bytes.ts";
import type { ErrorCode } from "../../src/index.ts";
import type { DockerfileCase, IgnoreCase } from "../oracle/cases.ts";

/** The builders whose own code can be asked (test/oracle). */
export const asked = ["buildkit", "classic", "buildah"] as const;
export type Asked = (typeof asked)[number];

/** One question to a builder. A Dockerfile is a question to BuildKit. */
export type Question =
  | { readonly builder: Asked; readonly ignore: IgnoreCase }
  | { readonly builder: "buildkit"; readonly dockerfile: DockerfileCase };

/** What a builder does, in the terms in which ctxcheck can be asked too. */
export interface Answer {
  /** How it refuses, by ctxcheck's code; the builder's own words where ctxcheck has none. Then nothing else is said. */
  readonly error?: ErrorCode | Bytes;
  /** The line of the Dockerfile that it names. */
  readonly line?: number;
  /** Sorted by bytes, directories with a closing slash. */
  readonly sent?: readonly Bytes[];
  readonly empty?: readonly Bytes[];
  /** What it counts while it transfers; absent where nothing is transferred, or counted. */
  readonly wireBytes?: number;
  /** What a Dockerfile asks for: the main context ("context") and the named ones, sorted. */
  readonly asks?: readonly Ask[];
  /** What is sent of the named contexts, all transfers together. */
  readonly named?: Readonly<Record<Bytes, readonly Bytes[]>>;
  /** Other transfers fail at the same time: which one ends the build is chance. */
  readonly orError?: readonly (ErrorCode | Bytes)[];
}

export interface Ask {
  readonly name: Bytes;
  /** Empty: everything. */
  readonly followPaths: readonly Bytes[];
}

export const sorted = (paths: readonly Bytes[]): Bytes[] => [...paths].sort(compareBytes);

/** Each once, in one order. */
export function sortedAsks(asks: readonly Ask[]): Ask[] {
  const byKey = new Map(
    asks.map(({ name, followPaths }) => [JSON.stringify([name, followPaths]), { name, followPaths }]),
  );
  return sorted([...byKey.keys()]).flatMap((key) => byKey.get(key) ?? []);
}

/** buildx keeps the two names of the build itself free (build/opt.go: loadInputs). */
export const localName = (context: Bytes): Bytes =>
  context === "context" || context === "dockerfile" ? `_${context}` : context;

/** Whether ctxcheck says what the builder does. It may name a line where the builder names none. */
export function agrees(builder: Answer, ctxcheck: Answer): boolean {
  const { error, orError = [] } = builder;
  if (ctxcheck.error !== undefined && orError.includes(ctxcheck.error)) return true;
  const line = builder.line === undefined ? undefined : ctxcheck.line;
  return canonical({ ...builder, error }) === canonical({ ...ctxcheck, line });
}

type Canonical = { readonly [Key in keyof Answer]: Answer[Key] | undefined };

function canonical({ error, line, sent, empty, wireBytes, asks, named = {} }: Canonical): string {
  return JSON.stringify([error, line, sent, empty, wireBytes, asks, Object.entries(named).sort()]);
}
