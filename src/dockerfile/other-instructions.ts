import type { Bytes } from "../bytes.ts";
import type { Dialect } from "./dialect.ts";
import { readFlags } from "./flags.ts";
import type { Node } from "./parse.ts";
import { quoted, refuse } from "./refusal.ts";

/** instructions/parse.go parseShell. */
export function checkShell(node: Node): void {
  readFlags(node.flags, {});
  if (node.args.length === 0) refuse("SHELL requires at least one argument");
  if (!node.json)
    refuse("SHELL requires the arguments to be in JSON form", 'write SHELL ["/bin/bash", "-c"]');
}

const intervals = ["interval", "timeout", "start-period", "start-interval"] as const;

/** instructions/parse.go parseHealthcheck. */
export function checkHealthcheck(node: Node, { flags: known }: Dialect): void {
  const [given, ...command] = node.args;
  if (given === undefined) refuse("HEALTHCHECK requires at least one argument");
  const type = given.toUpperCase();
  if (type === "NONE") {
    if (command.length > 0) refuse("HEALTHCHECK NONE takes no arguments");
    return;
  }
  const flags = readFlags(node.flags, known.HEALTHCHECK);
  if (type !== "CMD") refuse(`Unknown type ${quoted(type)} in HEALTHCHECK (try CMD)`);
  if (command.length === 0) refuse("Missing command after HEALTHCHECK CMD");
  for (const name of intervals) checkInterval(name, flags.text(name));
  checkRetries(flags.text("retries"));
}

const unitMilliseconds = new Map([
  ["ns", 1e-6],
  ["us", 1e-3],
  ["\xc2\xb5s", 1e-3],
  ["\xce\xbcs", 1e-3],
  ["ms", 1],
  ["s", 1e3],
  ["m", 6e4],
  ["h", 36e5],
]);

/** time.ParseDuration, and at least a millisecond unless it is zero. */
function checkInterval(name: string, value: Bytes): void {
  if (value === "" || /^[+-]?0$/.test(value)) return;
  const parts = /^([+-]?)((?:(?:\d+\.?\d*|\.\d+)(?:ns|us|\xc2\xb5s|\xce\xbcs|ms|s|m|h))+)$/.exec(value);
  if (parts === null) refuseInterval(value);
  const amounts = (parts[2] ?? "").matchAll(/([\d.]+)([^\d.]+)/g);
  let milliseconds = 0;
  for (const [, amount, unit] of amounts)
    milliseconds += Number(amount) * (unitMilliseconds.get(unit ?? "") ?? 0);
  if (milliseconds !== 0 && (parts[1] === "-" || milliseconds < 1)) {
    refuse(`Interval "${name}" cannot be less than 1ms`);
  }
}

function refuseInterval(value: Bytes): never {
  const unitless = /^[+-]?(\d+\.?\d*|\.\d+)$/.test(value);
  const what = unitless ? "missing unit in" : "invalid";
  return refuse(`time: ${what} duration ${quoted(value)}`, "write a number with its unit, such as 30s");
}

function checkRetries(value: Bytes): void {
  if (value === "") return;
  const retries = /^[+-]?\d+$/.test(value) ? Number(value) : Number.NaN;
  if (!(Math.abs(retries) < 2 ** 31)) refuse(`strconv.ParseInt: parsing ${quoted(value)}: invalid syntax`);
  if (retries < 0) refuse(`--retries cannot be negative (${retries})`);
}
