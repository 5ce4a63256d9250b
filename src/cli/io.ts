import type { Terminal } from "./terminal.ts";

/** What a process gives to `main`: everything it may read or write. */
export interface Io {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly stdin: AsyncIterable<Uint8Array>;
  readonly stdout: Output;
  readonly stderr: Output;
  /** The terminal as a whole, for what takes the screen. */
  readonly terminal?: () => Promise<Terminal>;
  /** Runs synchronous work to its end before a signal ends the process. */
  readonly uninterrupted?: (work: () => void) => void;
}

export interface Output {
  readonly isTTY?: boolean;
  readonly columns?: number;
  /** What the system knows it by; absent where it is no file, pipe or terminal of the process. */
  readonly fd?: number;
  write(data: string | Uint8Array): unknown;
}

/** Everything that stands on stdin. */
export async function readAll(stdin: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of stdin) pieces.push(piece);
  return Buffer.concat(pieces);
}
