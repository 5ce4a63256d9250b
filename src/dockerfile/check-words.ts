import { type Bytes, toText } from "../bytes.ts";
import { refuse } from "./refusal.ts";

const signals = new Set(
  (
    "ABRT ALRM BUS CHLD CLD CONT FPE HUP ILL INT IO IOT KILL PIPE POLL PROF PWR QUIT SEGV STKFLT STOP SYS TERM TRAP TSTP " +
    "TTIN TTOU URG USR1 USR2 VTALRM WINCH XCPU XFSZ RTMIN RTMAX"
  ).split(" "),
);

/** moby/sys/signal ParseSignal. */
export function checkSignal(value: Bytes): void {
  const name = value.toUpperCase().replace(/^SIG/, "");
  const realTime = /^RT(?:MIN\+([1-9]|1[0-5])|MAX-([1-9]|1[0-4]))$/.test(name);
  const number = /^[+-]?\d{1,18}$/.test(value) && Number(value) !== 0;
  if (!number && !realTime && !signals.has(name)) refuse(`invalid signal: ${toText(value)}`);
}

/** convert_copy.go dispatchCopy: an octal number up to 07777, or the symbolic form of chmod(1). */
export function checkChmod(value: Bytes): void {
  if (value === "") return;
  if (/^[0-7]+$/.test(value) && Number.parseInt(value, 8) <= 0o7777) return;
  if (/^[ugoa]*([-+=][rstwXxugo]*)+(,[ugoa]*([-+=][rstwXxugo]*)+)*$/.test(value)) return;
  refuse(`invalid chmod parameter: '${toText(value)}'. it should be octal string and between 0 and 07777`);
}

const digestLengths: ReadonlyMap<Bytes, number> = new Map([
  ["sha256", 64],
  ["sha384", 96],
  ["sha512", 128],
]);

/** opencontainers/go-digest Parse. */
export function checkDigest(value: Bytes): void {
  const [, algorithm = "", encoded = ""] = /^([^:]+):(.+)$/s.exec(value) ?? [];
  const length = digestLengths.get(algorithm);
  const wellFormed = /^[a-z0-9]+([.+_-][a-z0-9]+)*:[a-zA-Z0-9=_-]+$/.test(value);
  if (length === undefined && wellFormed) refuse("unsupported digest algorithm");
  if (length !== undefined && encoded.length !== length) refuse("invalid checksum digest length");
  if (length === undefined || !/^[a-f0-9]+$/.test(encoded)) refuse("invalid checksum digest format");
}

/** convert_copy.go chownByName: names cannot be looked up in the empty file system that `--link` copies onto. */
export function checkNumericOwner(chown: Bytes): void {
  const [user = "", group = ""] = chown.split(/:(.*)/s);
  const named = [user, group].some((part) => part !== "root" && !/^([+-]?\d{1,10})?$/.test(part));
  if (!named) return;
  const what = "user and group names can't be resolved when used with --link, use numeric uid[:gid] instead";
  refuse(`--chown=${toText(chown)}: ${what}`);
}

/** convert_expose.go parsePorts. */
export function checkPorts(ports: readonly Bytes[]): void {
  for (const port of ports) checkPort(port);
}

function checkPort(text: Bytes): void {
  const parts = text.split(":");
  const container = parts.pop() ?? "";
  const host = parts.pop() ?? "";
  const [range = "", protocol = ""] = container.split(/\/(.*)/s);
  if (range === "") refuse(`invalid port: ${JSON.stringify(toText(text))}: no port specified`);
  if (!["", "tcp", "udp", "sctp"].includes(protocol.toLowerCase())) {
    refuse(`invalid port: ${JSON.stringify(toText(text))}: invalid proto: ${toText(protocol)}`);
  }
  checkAddress(parts.join(":"));
  const length = rangeLength(range) ?? refuse(`invalid containerPort: ${toText(range)}`);
  if (host === "") return;
  const hostLength = rangeLength(host) ?? refuse(`invalid hostPort: ${toText(host)}`);
  if (length !== hostLength && length !== 0) {
    refuse(`invalid ranges specified for container and host Ports: ${toText(range)} and ${toText(host)}`);
  }
}

function checkAddress(text: Bytes): void {
  const address = text.replace(/^\[(.*)\]$/s, "$1");
  const isV4 = /^((25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(\.(?!$)|$)){4}$/.test(address);
  if (text === "" || isV4 || (address.includes(":") && /^[0-9a-fA-F:.]+$/.test(address))) return;
  refuse(`invalid IP address: ${toText(text)}`);
}

/** Returns the number of ports after the first one; null if it is not a range of ports. */
function rangeLength(range: Bytes): number | null {
  const [start = "", end = start] = range.split(/-(.*)/s);
  const ports = [start, end].map((port) => (/^\+?\d+$/.test(port) ? Number(port) : Number.NaN));
  const [from = Number.NaN, to = Number.NaN] = ports;
  return from <= to && to <= 65_535 ? to - from : null;
}
