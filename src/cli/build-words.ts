/** Options of `docker build` and `docker buildx build` that take a value and change nothing about the context. */
const valued: ReadonlySet<string> = new Set(
  (
    "add-host allow annotation attest cache-from cache-to call cgroup-parent cpu-period cpu-quota cpu-shares " +
    "cpuset-cpus cpuset-mems iidfile isolation label memory memory-swap metadata-file network no-cache-filter output " +
    "policy progress provenance sbom secret security-opt shm-size ssh tag ulimit"
  ).split(" "),
);
/** Those that take none. */
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

/** The words of a pasted `docker build` line that mean something here, and the options that do not. */
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

/** `build .` and `buildx build .`; alone, the word may be a directory. */
function withoutBuild(words: readonly string[]): string[] {
  const skip = words[0] === "build" ? 1 : words[0] === "buildx" && words[1] === "build" ? 2 : 0;
  const rest = words.slice(skip);
  return rest.some((word) => !word.startsWith("-") || word === "-") ? rest : [...words];
}
