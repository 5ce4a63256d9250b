import type { Bytes } from "../bytes.ts";
import type { Dialect } from "./dialect.ts";

export type Variables = ReadonlyMap<Bytes, Bytes>;

/** How a word is processed (`shell.Lex`). */
export interface ExpandOptions {
  /** The Dockerfile's escape character. */
  escapeToken: Bytes;
  rawQuotes?: boolean;
  rawEscapes?: boolean;
  skipProcessQuotes?: boolean;
  skipUnsetEnv?: boolean;
  /** Also fill `words`. */
  split?: boolean;
  /** How the builder reads; like the current BuildKit by default. */
  dialect?: Pick<Dialect, "modifiers">;
  /** Bytes that expansions may still produce; shared by a whole Dockerfile, so that doubling stays bounded. */
  budget?: { left: number };
}
