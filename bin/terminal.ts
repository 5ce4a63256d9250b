import type { Terminal } from "../src/cli/terminal.ts";

const enter = "\x1b[?1049h\x1b[?25l\x1b[2J";
const leave = "\x1b[?25h\x1b[?1049l";

/** The terminal of this process, whole; as it was before after every end. */
export function openTerminal(): Terminal {
  const { stdin, stdout } = process;
  let open = false;
  const restore = () => {
    if (!open) return;
    open = false;
    stdin.setRawMode(false);
    stdin.pause();
    stdout.write(leave);
  };
  process.on("exit", restore);
  for (const [signal, code] of [
    ["SIGTERM", 143],
    ["SIGHUP", 129],
    ["SIGINT", 130],
  ] as const)
    process.on(signal, () => {
      restore();
      process.exit(code);
    });
  process.on("uncaughtException", (error) => {
    restore();
    process.stderr.write(`ctxcheck: unexpected error, a bug of ctxcheck: ${String(error)}\n`);
    process.exit(2);
  });
  return {
    isTerminal: stdin.isTTY === true && stdout.isTTY === true,
    size: () => ({ columns: Math.max(stdout.columns ?? 80, 1), rows: Math.max(stdout.rows ?? 24, 1) }),
    start: (keys, resized) => {
      open = true;
      stdout.write(enter);
      stdin.setRawMode(true);
      stdin.on("data", (data) => keys(data.toString("latin1")));
      stdin.resume();
      stdout.on("resize", resized);
    },
    ask: (answer) => {
      stdin.once("data", (data) => {
        stdin.pause();
        answer(data.toString("latin1"));
      });
      stdin.once("end", () => answer(""));
      stdin.resume();
    },
    write: (text) => stdout.write(text),
    stop: () => {
      stdin.removeAllListeners("data");
      stdout.removeAllListeners("resize");
      restore();
    },
  };
}
