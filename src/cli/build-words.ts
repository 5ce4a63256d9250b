/** Options of `docker build` and `docker buildx build` that take a value and do not affect the context. */
const valued: ReadonlySet<string> = new Set(
  (
    "add-host allow annotation attest cache-from cache-to call cgroup-parent cpu-period cpu-quota cpu-shares " +
    "cpuset-cpus cpuset-mems iidfile isolation label memory memory-swap metadata-file network no-cache-filter output " +
    "policy progress provenance sbom secret security-opt shm-size ssh tag ulimit"
  ).split(" "),
);
/** Options that take no value. */
const switches: ReadonlySet<string> = new Set(
  "check compress debug disable-content-trust force-rm load pull push rm squash".split(" "),
);
const shortNames: Readonly<Record<string, string>> = {
  t: "tag",
  o: "output",
  m: "memory",
  c: "cpu-shares",
  D: "debug",
};

/** Splits a pasted `docker build` line into the words that have a meaning here and the options that do not. */
export function dropBuildWords(argv: readonly string[]): { words: string[]; ignored: string[] } {
  const words: string[] = [];
  const ignored: string[] = [];
  const end = argv.includes("--") ? argv.indexOf("--") : argv.length;
  for (let at = 0; at < argv.length; at++) {
    const word = argv[at] ?? "";
    const { name, hasValue } = at < end ? optionOf(word) : { name: null, hasValue: false };
    if (name === null) words.push(word);
    else {
      ignored.push(word.startsWith("--") ? `--${name}` : word.slice(0, 2));
      if (!hasValue && valued.has(name)) at++;
    }
  }
  return { words: withoutBuild(words), ignored: [...new Set(ignored)] };
}

function optionOf(word: string): { name: string | null; hasValue: boolean } {
  const [, long, value] = /^--([a-z-]+)(=.*)?$/s.exec(word) ?? [];
  if (long !== undefined)
    return { name: valued.has(long) || switches.has(long) ? long : null, hasValue: value !== undefined };
  const [, letter = "", rest = ""] = /^-([a-zA-Z])(.*)$/s.exec(word) ?? [];
  const name = Object.hasOwn(shortNames, letter) ? (shortNames[letter] ?? null) : null;
  return { name, hasValue: rest !== "" };
}

/** Removes `build` or `buildx build`; alone, the word may be a directory. */
function withoutBuild(words: readonly string[]): string[] {
  const skip = words[0] === "build" ? 1 : words[0] === "buildx" && words[1] === "build" ? 2 : 0;
  const rest = words.slice(skip);
  return rest.some((word) => !word.startsWith("-") || word === "-") ? rest : [...words];
}

/** Global flags of docker that take a value (docker/cli: cli/flags/options.go). */
const long = ["config", "context", "host", "log-level", "tlscacert", "tlscert", "tlskey"];
const short = "cHl";

/**
 * Returns ctxcheck's words among those that docker passes to a plugin: docker's global flags come first and have no
 * meaning here, then the plugin's name. `docker help ctxcheck` requests help.
 */
export function ownWords(words: readonly string[]): string[] {
  let at = 0;
  while (words[at]?.startsWith("-") === true) at += takesNext(words[at] ?? "") ? 2 : 1;
  const [first, ...rest] = words.slice(at);
  return first === "help" ? [...rest.slice(1), "--help"] : rest;
}

/** Whether the value of a flag is the next word. Of short flags in one word, the first with a value takes the rest. */
function takesNext(flag: string): boolean {
  if (flag.startsWith("--")) return long.includes(flag.slice(2));
  const [valued = ""] = [...flag.slice(1)].filter((letter) => short.includes(letter));
  return valued !== "" && flag.endsWith(valued) && flag.indexOf(valued) === flag.length - 1;
}
