import { spawn } from "node:child_process";
import { main } from "../../src/cli/main.ts";
import { builtProgram } from "./built.ts";

export interface Ran {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** As UTF-8; `bytes` is what really came. */
  readonly stdout: string;
  readonly stderr: string;
  readonly bytes: Buffer;
}

export interface Where {
  readonly cwd?: string;
  readonly stdin?: string | Uint8Array;
  readonly env?: Readonly<Record<string, string>>;
  /** Run as this user; only root may. */
  readonly uid?: number;
  /** A terminal of so many columns. Of `runHere` alone. */
  readonly columns?: number;
}

/** Runs the real program. Nothing of this process's environment reaches it but PATH. */
export async function run(args: readonly string[], where: Where = {}): Promise<Ran> {
  return collect(process.execPath, [await builtProgram(), ...args], where);
}

/** Runs a shell line in which `$CTXCHECK` is the program. */
export async function runShell(line: string, where: Where = {}): Promise<Ran> {
  const env = { CTXCHECK: `${process.execPath} ${await builtProgram()}`, ...where.env };
  return collect("sh", ["-c", line], { ...where, env });
}

/** The same without a process of its own: what is asked is what `main` does with the words, not the program. */
export async function runHere(
  args: readonly string[],
  { cwd = ".", stdin = "", env = {}, columns }: Where,
): Promise<Ran> {
  const streams = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
  const sink = (into: Buffer[]) => ({ write: (data: string | Uint8Array) => into.push(Buffer.from(data)) });
  const { stdout, stderr } = streams;
  const terminal = columns === undefined ? {} : { isTTY: true, columns };
  const out = { ...sink(stdout), ...terminal };
  const io = { argv: args, env, cwd, stdin: pieces(stdin), stdout: out, stderr: sink(stderr) };
  const code = await main(io, "0.0.0");
  const bytes = Buffer.concat(stdout);
  return { code, signal: null, stdout: bytes.toString(), stderr: Buffer.concat(stderr).toString(), bytes };
}

async function* pieces(stdin: string | Uint8Array): AsyncGenerator<Uint8Array> {
  yield Buffer.from(stdin);
}

/** Runs any program so. */
export function collect(
  command: string,
  args: readonly string[],
  { cwd, stdin, env, uid }: Where = {},
): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env: { PATH: process.env.PATH, ...env },
      ...(uid === undefined ? {} : { uid, gid: uid }),
    });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout.on("data", (data) => stdout.push(data));
    child.stderr.on("data", (data) => stderr.push(data));
    child.stdin.on("error", () => {});
    child.stdin.end(stdin);
    child.on("error", reject);
    child.on("close", (code, signal) => {
      const bytes = Buffer.concat(stdout);
      resolve({ code, signal, stdout: bytes.toString(), stderr: Buffer.concat(stderr).toString(), bytes });
    });
  });
}
