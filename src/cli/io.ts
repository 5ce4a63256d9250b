import { wrongUse } from "../errors.ts";
import type { Terminal } from "./terminal.ts";

/** Exit codes, never a count. 130 after an interrupting key; for a signal, the shell reports it. */
export const exitCodes = { clean: 0, finding: 1, refused: 2, interrupted: 130 } as const;

/** Everything that `main` may read or write, provided by the process. */
export interface Io {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly stdin: AsyncIterable<Uint8Array>;
  readonly stdout: Output;
  readonly stderr: Output;
  /** The whole terminal, for commands that take over the screen. */
  readonly terminal?: () => Promise<Terminal>;
  /** Completes synchronous work before a signal ends the process. */
  readonly uninterrupted?: (work: () => void) => void;
}

export interface Output {
  readonly isTTY?: boolean;
  readonly columns?: number;
  /** Its file descriptor; absent if it is not a file, pipe or terminal of the process. */
  readonly fd?: number;
  write(data: string | Uint8Array): unknown;
  /** Writes lines that are meant to be commands of a log. */
  commands?(text: string): unknown;
  /** Writes bytes unchanged: names for other programs. */
  exact?(data: Uint8Array): unknown;
  /** What was written is searched for secrets, and gone. */
  settled?(): Promise<void>;
}

/** Reads all of stdin. Throws CtxcheckError "usage" if it cannot be read: it may be a directory. */
export async function readAll(stdin: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  try {
    for await (const piece of stdin) pieces.push(piece);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown error";
    throw wrongUse(`stdin cannot be read (${code})`, "pipe something into it, or redirect a file");
  }
  return Buffer.concat(pieces);
}
