import { spawn } from "node:child_process";
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
}

const program = builtProgram();

/** Runs the real program. Nothing of this process's environment reaches it but PATH. */
export async function run(args: readonly string[], where: Where = {}): Promise<Ran> {
  return collect(process.execPath, [await program, ...args], where);
}

/** Runs a shell line in which `$CTXCHECK` is the program. */
export async function runShell(line: string, where: Where = {}): Promise<Ran> {
  const env = { CTXCHECK: `${process.execPath} ${await program}`, ...where.env };
  return collect("sh", ["-c", line], { ...where, env });
}

function collect(command: string, args: readonly string[], { cwd, stdin, env, uid }: Where): Promise<Ran> {
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
