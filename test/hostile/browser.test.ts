import { describe } from "vitest";
import { main } from "../../src/cli/main.ts";
import { every } from "../sample.ts";
import { type Attack, attacks, product } from "./attacks.ts";
import { payloads } from "./payloads.ts";
import { inSandbox } from "./sandbox.ts";
import { names, type Source, sources } from "./sources.ts";
import { around, makers, shows } from "./values.ts";

type Key = string | readonly [columns: number, rows: number];
const walks: readonly (readonly Key[])[] = [
  ["i", "\x1b[B", "\x1b[B", "i", "e", "i", "\x1b[B", "\x1b[C", "\x1b[B", "i"],
  ["\t", "i", "\x1b[B", "\x1b[B", "\t", "i", "\x1b[B", "t", "n", "C"],
  ["x", "\x1b[B", "x", "u", "/", "a", "\r", "\x1b[B", "x"],
  [[1, 1], "i", [0, 0], "e", [2, 3], "\t", [500, 200], "i"],
  ["/", "\x1b", "/", "(", "[", "\r", "\ud800", "\0", "\x7f", "\x1b[999;999R"],
];

/** All that `tree -i` writes, to the terminal, too, until it is left. */
async function browsed(repo: string, args: readonly string[], keys: readonly Key[]): Promise<string> {
  const written: string[] = [];
  const sink = {
    write: (data: string | Uint8Array) => written.push(Buffer.from(data).toString()),
    isTTY: true,
  };
  let size = { columns: 80, rows: 24 };
  const terminal = {
    isTerminal: true,
    size: () => size,
    start: (typed: (data: string) => void, resized: () => void) => {
      const press = (key: Key) => {
        if (typeof key === "string") return typed(key);
        size = { columns: key[0], rows: key[1] };
        resized();
      };
      for (const key of [...keys, "\x1b", "q"]) press(key);
      typed("\x03");
    },
    write: (text: string) => written.push(text),
    stop: () => {},
    ask: (answer: (line: string) => void) => answer("n"),
  };
  const stdin = (async function* () {})();
  const io = { argv: ["tree", "-i", ...args], env: {}, cwd: repo, stdin, stdout: sink, stderr: sink };
  await main({ ...io, terminal: async () => terminal }, "0.0.0");
  return written.join("\n");
}

const ours = /\x1b\[(?:[\d;?]{0,8}[A-Za-z])/g;
const controls = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/;

function attack(source: Source, text: string, keys: readonly Key[], value?: string): Attack {
  return {
    name: `${source.name}: ${JSON.stringify(value === undefined ? text : text.replaceAll(value, "<value>"))} / ${JSON.stringify(keys)}`,
    run: () =>
      inSandbox(source.plant(text), async ({ repo }) => {
        const said = (await browsed(repo, source.args?.(text) ?? [], keys)).replace(ours, "");
        if (/unexpected error/.test(said)) return said.slice(-300);
        if (value !== undefined) return shows(said, value) ? around(said, value) : null;
        const bad = controls.exec(said);
        return bad && `a control: ${JSON.stringify(said.slice(Math.max(0, bad.index - 40), bad.index + 20))}`;
      }),
  };
}

describe("a context that is walked through with keys", () => {
  attacks("browser: names", [
    ...product(names, payloads, walks)
      .filter(every(3))
      .map(([source, text, keys]) => attack(source, text, keys)),
    ...product(sources, payloads, walks)
      .filter(every(41))
      .filter(([source, text]) => source.oneLine !== true || !/[\r\n]/.test(text))
      .map(([source, text, keys]) => attack(source, text, keys)),
  ]);
  attacks(
    "browser: values",
    product(sources, makers, walks.slice(0, 3))
      .filter(every(4))
      .map(([source, make, keys]) => {
        const { text, value } = make();
        return attack(source, text, keys, value);
      }),
  );
});
