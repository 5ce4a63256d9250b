import { randomInt } from "node:crypto";
import { crc32 } from "node:zlib";

const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
export const random = (length: number) =>
  Array.from({ length }, () => letters[randomInt(letters.length)]).join("");

const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** A token of GitHub with a right checksum: nobody can take it for an example. */
export function token(): string {
  const body = random(30);
  let sum = "";
  for (let rest = crc32(body); rest > 0; rest = Math.floor(rest / 62)) sum = digits[rest % 62] + sum;
  return `ghp_${body}${sum.padStart(6, "0")}`;
}

/** A text with a value that is to stay unknown, generated anew in every run. */
export type Maker = () => { readonly text: string; readonly value: string };

export const makers: readonly Maker[] = [
  () => plain(`ghp_${random(36)}`),
  () => plain(`glpat-${random(20)}`),
  () => {
    const value = `glpat-${random(20)}`;
    return { text: `x-${random(3)}/${value}/y`, value };
  },
  () => {
    const value = random(24);
    return { text: `https://deploy:${value}@git.corp.internal/x`, value };
  },
  () => {
    const value = `ghp_${random(36)}`;
    return { text: `https://${value}@github.com/x/y.git`, value };
  },
  () => {
    const value = random(22);
    return { text: `DB_PASSWORD=${value}`, value };
  },
  () => {
    const value = random(30);
    return { text: `curl -H 'PRIVATE-TOKEN: ${value}' x`, value };
  },
];

const plain = (value: string) => ({ text: value, value });

/** Also in the capitals or small letters that Docker makes of it. */
export const shows = (text: string, value: string) => text.toLowerCase().includes(value.toLowerCase());

export function around(text: string, value: string): string {
  const at = text.toLowerCase().indexOf(value.toLowerCase());
  const before = text.slice(Math.max(0, at - 80), at);
  return `${before}<value>${text.slice(at + value.length, at + value.length + 20)}`;
}
