import { type Bytes, fromBuffer, fromText, toBuffer } from "../bytes.ts";
import { safe, unsafeInLines } from "../report/escape.ts";
import { withoutCommands, withoutWordCommands } from "../report/log-commands.ts";
import { mayHoldSecret, withoutValues } from "../secrets/mask-values.ts";
import { givenSecrets, masked, withoutGiven } from "./given-secrets.ts";
import type { Io, Output } from "./io.ts";

/** Logs in which a line can be a command. */
const logs = ["GITHUB_ACTIONS", "TF_BUILD", "TEAMCITY_VERSION"];

export const isLog = ({ env }: Pick<Io, "env">): boolean => logs.some((name) => (env[name] ?? "") !== "");

/**
 * Checks all output of a command once more: it must hold no secret, no terminal control except colors, no command of a
 * log. What has to be searched for secrets waits for `flush`, and so does what follows it.
 */
export interface Border {
  readonly io: Io;
  readonly flush: () => Promise<void>;
}

export function borderOf(io: Io): Border {
  const given = givenSecrets(io);
  const [stdout, stderr] = [outlet(io.stdout, isLog(io), given), outlet(io.stderr, isLog(io), given)];
  const guarded: Io = {
    ...{ argv: io.argv, env: io.env, cwd: io.cwd, stdout: stdout.output, stderr: stderr.output },
    ...(io.terminal === undefined ? {} : { terminal: io.terminal }),
    ...(io.uninterrupted === undefined ? {} : { uninterrupted: io.uninterrupted }),
    // Opened on first use.
    get stdin() {
      return io.stdin;
    },
  };
  const flush = async () => {
    await stderr.flush();
    await stdout.flush();
  };
  return { io: guarded, flush };
}

function outlet(
  to: Output,
  log: boolean,
  secrets: readonly Bytes[],
): { output: Output; flush: () => Promise<void> } {
  const waiting: Bytes[] = [];
  let draining: Promise<void> | null = null;
  const drain = async () => {
    while (waiting.length > 0) to.write(toBuffer(await masked(waiting.splice(0).join(""))));
    draining = null;
  };
  const put = (given: Bytes) => {
    const bytes = withoutGiven(withoutValues(given), secrets);
    if (draining === null && !mayHoldSecret(bytes)) to.write(toBuffer(bytes));
    else {
      waiting.push(bytes);
      draining ??= drain();
    }
  };
  const { isTTY, columns, fd } = to;
  const flush = async () => {
    await draining;
  };
  const output: Output = {
    ...(isTTY === undefined ? {} : { isTTY }),
    ...(columns === undefined ? {} : { columns }),
    ...(fd === undefined ? {} : { fd }),
    write: (data) => {
      if (typeof data !== "string") return put(log ? withoutCommands(bytesOf(data)) : bytesOf(data));
      const text = withoutControls(data);
      return put(fromText(log ? withoutCommands(text) : text));
    },
    commands: (text) => put(fromText(log ? withoutWordCommands(text) : text)),
    exact: (data) => to.write(data),
    settled: flush,
  };
  return { output, flush };
}

const bytesOf = (data: Uint8Array): Bytes =>
  fromBuffer(Buffer.from(data.buffer, data.byteOffset, data.length));

/** Escapes what no renderer should have let through and would act on a terminal; colors are ctxcheck's own. */
function withoutControls(text: string): string {
  return text.replace(unsafeInLines, (char, at: number) =>
    char === "\x1b" && color.test(text.slice(at, at + 12)) ? char : safe(char),
  );
}

const color = /^\x1b\[[\d;]{0,8}m/;
