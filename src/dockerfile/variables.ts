import type { Bytes } from "../bytes.ts";
import type { Dialect } from "./dialect.ts";

export type Variables = ReadonlyMap<Bytes, Bytes>;

/** How a word is read (`shell.Lex`). */
export interface ExpandOptions {
  /** The Dockerfile's escape character. */
  escapeToken: Bytes;
  rawQuotes?: boolean;
  rawEscapes?: boolean;
  skipProcessQuotes?: boolean;
  skipUnsetEnv?: boolean;
  /** Fill `words` too. */
  split?: boolean;
  /** How the builder reads; as BuildKit does now where it is left out. */
  dialect?: Pick<Dialect, "modifiers">;
  /** Bytes that expansions may still produce; shared by a whole Dockerfile so that doubling stays bounded. */
  budget?: { left: number };
}
