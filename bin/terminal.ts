import type { Terminal } from "../src/cli/terminal.ts";
import type { leave as Leave } from "./leave.ts";

const enter = "\x1b[?1049h\x1b[?25l\x1b[2J";
const giveBack = "\x1b[?25h\x1b[?1049l";

/** Opens the terminal of this process as a whole; it is restored however the process ends. */
export function openTerminal(leave: typeof Leave): Terminal {
  const { stdin, stdout } = process;
  let open = false;
  const restore = () => {
    if (!open) return;
    open = false;
    stdin.setRawMode(false);
    stdin.pause();
    stdout.write(giveBack);
  };
  process.on("exit", restore);
  for (const [signal, code] of [
    ["SIGTERM", 143],
    ["SIGHUP", 129],
    ["SIGINT", 130],
  ] as const)
    process.on(signal, () => {
      restore();
      leave(code);
    });
  // If the signal of a closed terminal is ignored (nohup), this error is all that remains of it.
  stdin.on("error", () => leave(129));
  process.on("uncaughtException", (error) => {
    restore();
    process.stderr.write(`ctxcheck: unexpected error, a bug of ctxcheck: ${String(error)}\n`);
    leave(2);
  });
  return {
    isTerminal: stdin.isTTY === true && stdout.isTTY === true,
    size: () => ({ columns: Math.max(stdout.columns ?? 80, 1), rows: Math.max(stdout.rows ?? 24, 1) }),
    start: (keys, resized) => {
      open = true;
      stdout.write(enter);
      stdin.setRawMode(true);
      stdin.on("data", (data) => keys(data.toString("latin1")));
      stdin.on("end", () => leave(129));
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
      stdin.removeAllListeners("data").removeAllListeners("end");
      stdout.removeAllListeners("resize");
      restore();
    },
  };
}
