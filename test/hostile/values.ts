import { seed } from "../sample.ts";
import { valuesFrom, withBase62Checksum } from "../secrets/values.ts";

export const random = valuesFrom(seed).alnum;

/** A token of GitHub with a right checksum: nobody can take it for an example. */
export const token = (): string => withBase62Checksum("ghp_", random(30));

/** A text with a value that is to stay unknown, another one each time. */
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
