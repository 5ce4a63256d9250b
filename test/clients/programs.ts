import { type ExecFileOptions, execFile, execFileSync } from "node:child_process";

/** A program on the PATH. */
export interface Program {
  readonly name: string;
  /** The first line that it prints for --version. */
  readonly version: string;
}

export interface Ran {
  readonly code: number;
  readonly stdout: Buffer;
  readonly stderr: string;
}

export const isRoot = process.getuid?.() === 0;

export function findProgram(name: string): Program | null {
  try {
    const printed = execFileSync(name, ["--version"], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
    return { name, version: printed.split("\n")[0] ?? "" };
  } catch {
    return null;
  }
}

/** Why tests cannot run that need these; null where they can. Throws where CTXCHECK_REQUIRE_CLIENTS=1 and they cannot. */
export function whyNot(...needs: readonly (readonly [met: boolean, otherwise: string])[]): string | null {
  const unmet = needs.filter(([met]) => !met).map(([, otherwise]) => otherwise);
  if (unmet.length === 0) return null;
  const why = unmet.join(", ");
  if (process.env.CTXCHECK_REQUIRE_CLIENTS === "1") throw new Error(`CTXCHECK_REQUIRE_CLIENTS=1, but ${why}`);
  console.info(`skipped: ${why}`);
  return why;
}

/** Runs a program to its end, whatever its exit code. Rejects where it cannot be started or hangs. */
export function run(command: string, args: readonly string[], options: ExecFileOptions = {}): Promise<Ran> {
  const limits = { timeout: 300_000, maxBuffer: 1 << 28 };
  return new Promise((resolve, reject) => {
    execFile(command, args, { ...limits, ...options, encoding: "buffer" }, (error, stdout, stderr) => {
      const code = error === null ? 0 : error.code;
      if (typeof code === "number") resolve({ code, stdout, stderr: stderr.toString("utf8") });
      else reject(error);
    });
  });
}

/** Maps with several at once, in order. */
export async function inParallel<T, R>(
  items: readonly T[],
  width: number,
  map: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  const queue = [...items.entries()];
  const worker = async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift())
      results[next[0]] = await map(next[1]);
  };
  await Promise.all(Array.from({ length: width }, worker));
  return results;
}
