/** Global flags of docker that take a value (docker/cli: cli/flags/options.go). */
const long = ["config", "context", "host", "log-level", "tlscacert", "tlscert", "tlskey"];
const short = "cHl";

/**
 * The words for ctxcheck of those that docker gives to a plugin: its own global flags stand first and mean nothing
 * here, then the plugin's name. `docker help ctxcheck` requests help.
 */
export function ownWords(words: readonly string[]): string[] {
  let at = 0;
  while (words[at]?.startsWith("-") === true) at += takesNext(words[at] ?? "") ? 2 : 1;
  const [first, ...rest] = words.slice(at);
  return first === "help" ? [...rest.slice(1), "--help"] : rest;
}

/** Whether the value of a flag is the word behind it. Of short flags in one word the first with a value takes the rest. */
function takesNext(flag: string): boolean {
  if (flag.startsWith("--")) return long.includes(flag.slice(2));
  const [valued = ""] = [...flag.slice(1)].filter((letter) => short.includes(letter));
  return valued !== "" && flag.endsWith(valued) && flag.indexOf(valued) === flag.length - 1;
}
