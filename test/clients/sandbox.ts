import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Ran, run } from "./programs.ts";

/**
 * Container programs write to fixed places beside the folders that they are given (/etc/docker, /etc/cni, /run/docker,
 * /var/cache/containers, /var/lib/containers), mount, and change settings of the network. Here they see copies of
 * those places, in namespaces of their own; what they leave goes away with the last process. Needs root.
 */
export interface Sandbox {
  /** A folder that both sides see. */
  readonly directory: string;
  run(...command: readonly string[]): Promise<Ran>;
  /** A process that runs until `stop`, or until this process is gone. */
  start(...command: readonly string[]): Started;
  close(): void;
}

export interface Started {
  /** What it printed. */
  log(): string;
  stop(): Promise<void>;
}

const namespaces = ["--mount", "--net", "--pid", "--fork", "--kill-child", "--mount-proc"];

const hide = `set -e
mount --bind "$1/etc" /etc
for place in /run /var/lib /var/cache; do mount -t tmpfs tmpfs $place; done
shift
exec "$@"`;

/** The shell is the first process of its namespace: when its input ends it ends, and all others with it. */
const untilClosed = '"$@" & read -r _';

/** Whether this process may make such namespaces: root in most places, not in every container. */
export function canSandbox(): boolean {
  try {
    execFileSync("unshare", [...namespaces, "true"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

export async function openSandbox(): Promise<Sandbox> {
  const directory = mkdtempSync(join(tmpdir(), "ctxcheck-box-"));
  const copied = await run("cp", ["-a", "/etc", directory]);
  if (copied.code !== 0) throw new Error(copied.stderr);
  const wrap = (command: readonly string[]) => [...namespaces, "sh", "-c", hide, "sh", directory, ...command];
  const env = { ...process.env, TMPDIR: directory, HOME: directory };
  return {
    directory,
    run: (...command) => run("unshare", wrap(command), { env }),
    start: (...command) =>
      started(spawn("unshare", wrap(["sh", "-c", untilClosed, "sh", ...command]), { env })),
    close: () => rmSync(directory, { recursive: true, force: true, maxRetries: 5 }),
  };
}

function started(child: ChildProcess): Started {
  let log = "";
  const keep = (text: Buffer) => {
    log = (log + text.toString("utf8")).slice(-10_000);
  };
  child.stdout?.on("data", keep);
  child.stderr?.on("data", keep);
  const gone = once(child, "close");
  return {
    log: () => log,
    stop: async () => {
      child.stdin?.end();
      await gone;
    },
  };
}
