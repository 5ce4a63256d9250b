#!/usr/bin/env node
/** Of package.json; put in by rolldown.config.ts, since to look it up takes longer than to print it. */
declare const packageVersion: string;

// A reader that has seen enough closes the pipe; that is no error of ours.
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });
}

/** Whoever sends a signal while a file is written gets the process's end when it is whole. */
function uninterrupted(work: () => void): void {
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  const end = (signal: NodeJS.Signals) => {
    leave();
    process.kill(process.pid, signal);
  };
  const leave = () => {
    for (const signal of signals) process.removeListener(signal, end);
  };
  for (const signal of signals) process.on(signal, end);
  try {
    work();
  } finally {
    // Signals that came meanwhile are handed out in the next turn.
    setTimeout(leave, 1).unref();
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
      cwd: process.cwd(),
      // Opened where it is read.
      get stdin() {
        return process.stdin;
      },
      stdout,
      stderr,
      uninterrupted,
      terminal: async () => (await import("./terminal.ts")).openTerminal(),
    },
    packageVersion,
  );
}
