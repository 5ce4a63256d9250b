import { type Bytes, fromText } from "../bytes.ts";
import { keyKind } from "../secrets/key-names.ts";
import { mayHoldSecret, withoutValues } from "../secrets/mask-values.ts";
import type { Io } from "./io.ts";

/** The shortest part of a value that must not be shown: an expansion can cut off its ends. */
const part = 8;
const hidden = "\xe2\x80\xa6";

/** Returns the values of build arguments whose name says that they are secrets, as given on the command line. */
export function givenSecrets({ argv, env }: Pick<Io, "argv" | "env">): Bytes[] {
  const words = argv.flatMap((word, at) =>
    word === "--build-arg" ? (argv[at + 1] ?? []) : word.startsWith("--build-arg=") ? word.slice(12) : [],
  );
  return words.flatMap((word) => {
    const [name = "", ...rest] = word.split("=");
    const value = rest.length === 0 ? env[name] : rest.join("=");
    return value === undefined || value.length < part || keyKind(fromText(name)) === null
      ? []
      : fromText(value);
  });
}

/** Removes the values, and parts of eight characters of them. */
export function withoutGiven(text: Bytes, secrets: readonly Bytes[]): Bytes {
  return secrets.reduce(withoutParts, text);
}

function withoutParts(text: Bytes, value: Bytes): Bytes {
  const starts = new Set<number>();
  for (let from = 0; from + part <= value.length; from++) {
    const piece = value.slice(from, from + part);
    for (let at = text.indexOf(piece); at >= 0; at = text.indexOf(piece, at + 1)) starts.add(at);
  }
  if (starts.size === 0) return text;
  const shown: Bytes[] = [];
  let done = 0;
  for (const at of [...starts].sort((a, b) => a - b)) {
    if (at >= done) shown.push(text.slice(done, at), hidden);
    done = at + part;
  }
  return [...shown, text.slice(done)].join("");
}

/** Masks what the secret search would mask in a file, so that the text may be shown. */
export async function masked(given: Bytes): Promise<Bytes> {
  const text = withoutValues(given);
  if (!mayHoldSecret(text)) return text;
  const { maskText } = await import("../secrets/mask-text.ts");
  return maskText(text);
}
