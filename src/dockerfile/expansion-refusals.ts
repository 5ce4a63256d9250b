import { type Bytes, toText } from "../bytes.ts";
import { refuse } from "./refusal.ts";
import { replacement } from "./runes.ts";

/** Said where a quote is never closed: mostly because the words were cut apart at a space in it. */
export const quoteHint =
  'COPY and ADD split their words at every space, quotes or not: write a name with a space in the JSON form, COPY ["a b", "/x/"]';

export function refuseModifier(modifier: Bytes | undefined): never {
  return refuse(`unsupported modifier (${toText(modifier ?? replacement)}) in substitution`);
}

export function refuseUnset(name: Bytes, word: Bytes, value: Bytes | undefined): never {
  const state = value === undefined ? "unset" : "empty";
  const shown = toText(name);
  return refuse(
    `${shown}: ${toText(word) || `is not allowed to be ${state}`}`,
    `pass it: --build-arg ${shown}=...`,
  );
}
