#!/usr/bin/env node
import { fstatSync, writeSync } from "node:fs";
import { leave } from "./leave.ts";

/** Of package.json; put in by rolldown.config.ts, since to look it up takes longer than to print it. */
declare const packageVersion: string;

// A reader that has seen enough closes the pipe; that is no error of ours. What cannot be written otherwise is one.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") end(`stdout cannot be written (${error.code})`);
  // It would go on for nobody.
  if (process.argv.includes("--watch")) process.exit(0);
});
process.stderr.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") leave(2);
});

/** The last word, where there may be no way to say it. */
function end(message: string): never {
  try {
    writeSync(2, `ctxcheck: ${message}\n`);
  } catch {
    // The exit code says it.
  }
  leave(2);
}

/** Node takes it for an empty stream. */
function isDirectory(fd: number): boolean {
  try {
    return fstatSync(fd).isDirectory();
  } catch {
    return false;
  }
}

// biome-ignore lint/correctness/useYield: reading fails before anything comes
async function* unreadable(): AsyncGenerator<Uint8Array> {
  throw Object.assign(new Error("stdin is a directory"), { code: "EISDIR" });
}

function workingDirectory(): string {
  try {
    return process.cwd();
  } catch {
    return end("the working directory does not exist any more\n  change to one that is there");
  }
}

/** Whoever sends a signal while a file is written gets the process's end when it is whole. */
function uninterrupted(work: () => void): void {
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  const obey = (signal: NodeJS.Signals) => {
    stop();
    process.kill(process.pid, signal);
  };
  const stop = () => {
    for (const signal of signals) process.removeListener(signal, obey);
  };
  for (const signal of signals) process.on(signal, obey);
  try {
    work();
  } finally {
    // Signals that came meanwhile are handed out before that.
    setImmediate(stop);
  }
}

if (process.argv[2] === "--version") process.stdout.write(`${packageVersion}\n`);
else {
  const { main } = await import("../src/cli/main.ts");
  const { env, stdout, stderr } = process;
  process.exitCode = await main(
    {
      argv: process.argv.slice(2),
      env,
      cwd: workingDirectory(),
      // Opened where it is read.
      get stdin() {
        return isDirectory(0) ? unreadable() : process.stdin;
      },
      stdout,
      stderr,
      uninterrupted,
      terminal: async () => (await import("./terminal.ts")).openTerminal(leave),
    },
    packageVersion,
  );
}
