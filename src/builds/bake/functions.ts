import { Refusal } from "../refusal.ts";
import { fn } from "./define.ts";
import { collectionFunctions } from "./functions-collection.ts";
import { encodeFunctions } from "./functions-encode.ts";
import { formatFunctions } from "./functions-format.ts";
import { netFunctions } from "./functions-net.ts";
import { numberFunctions } from "./functions-number.ts";
import { regexFunctions } from "./functions-regex.ts";
import { setFunctions } from "./functions-set.ts";
import { textFunctions } from "./functions-text.ts";
import { timeFunctions } from "./functions-time.ts";
import { versionFunctions } from "./functions-version.ts";
import type { Fn } from "./scope.ts";
import { text } from "./value.ts";

/** Returns the functions of buildx, by name. `home`: result of homedir(). */
export function standardFunctions(home: string | undefined): ReadonlyMap<string, Fn> {
  const homedir = fn([], () => {
    if (home === undefined) throw new Refusal("the home directory is not known");
    return text(home);
  });
  return new Map([...Object.entries(known), ["homedir", homedir]]);
}

const known: Readonly<Record<string, Fn>> = {
  ...textFunctions,
  ...numberFunctions,
  ...collectionFunctions,
  ...setFunctions,
  ...encodeFunctions,
  ...regexFunctions,
  ...formatFunctions,
  ...netFunctions,
  ...versionFunctions,
  ...timeFunctions,
};
