import { Refusal } from "../refusal.ts";
import { fn, num, ofText, str, textOf, wholeOf } from "./define.ts";
import type { Fn } from "./scope.ts";
import { list, stringType, text, type Value } from "./value.ts";

interface Network {
  readonly address: bigint;
  readonly length: number;
  /** Bits of an address: 32 or 128. */
  readonly size: number;
}

const four = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/;
const isIPv4 = (ip: string): boolean => four.test(ip);

function isIPv6(ip: string): boolean {
  const [, words = "", last = ""] = /^([\da-f:]*?)((?:\d+\.){3}\d+)?$/i.exec(ip) ?? [];
  if (last !== "" && !isIPv4(last)) return false;
  const plain = last === "" ? words : `${words}0:0`;
  const halves = plain.split("::");
  const parts = halves.flatMap((half) => (half === "" ? [] : half.split(":")));
  const room = halves.length === 2 ? parts.length < 8 : halves.length === 1 && parts.length === 8;
  return room && parts.every((part) => /^[\da-f]{1,4}$/i.test(part));
}

function readNetwork(written: string): Network {
  const [, ip = "", digits = ""] = /^([^/]+)\/(\d{1,3})$/.exec(written) ?? [];
  const size = isIPv4(ip) ? 32 : isIPv6(ip) && !ip.includes("%") ? 128 : 0;
  const length = Number(digits);
  if (size === 0 || length > size || (digits.length > 1 && digits.startsWith("0")))
    throw new Refusal("it is not a network in CIDR notation");
  const host = BigInt(size - length);
  const address = size === 32 ? readFour(ip) : readSix(ip);
  return { address: (address >> host) << host, length, size };
}

const readFour = (ip: string): bigint => ip.split(".").reduce((sum, part) => sum * 256n + BigInt(part), 0n);

function readSix(ip: string): bigint {
  const mapped = ip.replace(/(\d+\.\d+\.\d+\.\d+)$/, (four) => {
    const value = readFour(four);
    return `${(value >> 16n).toString(16)}:${(value & 0xffffn).toString(16)}`;
  });
  const [left = "", right] = mapped.split("::");
  const words = (part: string) => (part === "" ? [] : part.split(":"));
  const [before, after] = [words(left), words(right ?? "")];
  const zeros = Array.from({ length: right === undefined ? 0 : 8 - before.length - after.length }, () => "0");
  return [...before, ...zeros, ...after].reduce((sum, word) => (sum << 16n) + BigInt(`0x${word}`), 0n);
}

function printAddress(address: bigint, size: number): string {
  if (size === 32) return [24n, 16n, 8n, 0n].map((shift) => String((address >> shift) & 255n)).join(".");
  const words = Array.from({ length: 8 }, (_, at) =>
    ((address >> BigInt(112 - 16 * at)) & 0xffffn).toString(16),
  );
  const runs = [...words.join(":").matchAll(/(?<![\da-f])0(?::0)+(?![\da-f])/g)];
  const longest = runs.toSorted((a, b) => b[0].length - a[0].length)[0];
  if (longest === undefined) return words.join(":");
  const joined = words.join(":");
  const [before, after] = [joined.slice(0, longest.index), joined.slice(longest.index + longest[0].length)];
  return `${before.replace(/:$/, "")}::${after.replace(/^:/, "")}`;
}

const print = ({ address, length, size }: Network): string => `${printAddress(address, size)}/${length}`;

function host([prefix, number]: readonly Value[]): Value {
  const network = readNetwork(textOf(prefix));
  const wanted = BigInt(wholeOf(number));
  const room = 1n << BigInt(network.size - network.length);
  if (wanted >= room || -wanted > room) throw new Refusal("the network has no such host");
  return text(printAddress(network.address + (wanted < 0n ? room + wanted : wanted), network.size));
}

function netmask(written: string): string {
  const { length, size } = readNetwork(written);
  const all = (1n << BigInt(size)) - 1n;
  return printAddress((all >> BigInt(size - length)) << BigInt(size - length), size);
}

function extended(network: Network, bits: number): number {
  const length = network.length + bits;
  if (bits < 0 || length > network.size) throw new Refusal("there is no room for so many bits");
  return length;
}

function subnet([prefix, bits, number]: readonly Value[]): Value {
  const network = readNetwork(textOf(prefix));
  const count = wholeOf(bits);
  const length = extended(network, count);
  const wanted = BigInt(wholeOf(number));
  if (wanted < 0n || wanted >= 1n << BigInt(count)) throw new Refusal("there is no subnet of this number");
  const address = network.address + (wanted << BigInt(network.size - length));
  return text(print({ address, length, size: network.size }));
}

/** Allocates subnets one after the other, each at the next aligned address. */
function subnets([prefix, ...lengths]: readonly Value[]): Value {
  const network = readNetwork(textOf(prefix));
  const end = network.address + (1n << BigInt(network.size - network.length));
  let next = network.address;
  const found = lengths.map((bits) => {
    const count = wholeOf(bits);
    if (count < 1 || count > 32) throw new Refusal("a prefix is extended by 1 to 32 bits");
    const length = extended(network, count);
    const room = 1n << BigInt(network.size - length);
    const address = ((next + room - 1n) / room) * room;
    if (address + room > end) throw new Refusal("there is not enough address space");
    next = address + room;
    return text(print({ address, length, size: network.size }));
  });
  return list(stringType, found);
}

export const netFunctions: Readonly<Record<string, Fn>> = {
  cidrhost: fn([str, num], host),
  cidrnetmask: ofText(netmask),
  cidrsubnet: fn([str, num, num], subnet),
  cidrsubnets: fn([str], subnets, num),
};
