#!/usr/bin/env node
import { fstatSync, writeSync } from "node:fs";
import { leave } from "./leave.ts";

/** From package.json; inserted by rolldown.config.ts, because looking it up takes longer than printing it. */
declare const packageVersion: string;

// A reader that has seen enough closes the pipe, which is not an error. Any other failure to write is one.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") end(`stdout cannot be written (${error.code})`);
  // Nobody would read the rest.
  if (process.argv.includes("--watch")) process.exit(0);
});
process.stderr.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") leave(2);
});

/** Prints a last message, if that is still possible. */
function end(message: string): never {
  try {
    writeSync(2, `ctxcheck: ${message}\n`);
  } catch {
    // The exit code reports it.
  }
  leave(2);
}

/** Node takes a directory for an empty stream. */
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

/** A signal that arrives while a file is written ends the process only when the file is complete. */
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
    // Signals that arrived in the meantime are delivered before that.
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
      // Opened on first use.
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
