import type { Bytes } from "../bytes.ts";
import { dotnet, go, java, rust } from "./compiled.ts";
import type { Ecosystem, Junk } from "./ecosystem.ts";
import { everywhere } from "./everywhere.ts";
import { node } from "./node.ts";
import { python } from "./python.ts";
import { others, php, ruby, terraform } from "./scripting.ts";

export const ecosystems: readonly Ecosystem[] = [
  ...[node, python, go, rust, java, dotnet, php, ruby, terraform],
  ...others,
  ...everywhere,
];

const all: readonly Junk[] = ecosystems.flatMap(({ junk }) => junk);

/** The names of files by which projects are recognised, those without `*`. */
export const projectFiles: readonly Bytes[] = [
  ...new Set(ecosystems.flatMap(({ marks }) => marks.filter((mark) => !mark.includes("*")))),
];

export const packageTools = ecosystems.flatMap(({ tools = [] }) => tools);

/** Packages of the distribution need no file of the context at all. */
export const systemInstall = /\b(apt-get|apt|apk|dnf|microdnf|yum|zypper)\b.* (install|add)\b/;

export const isManifest = (name: Bytes): boolean => packageTools.some(({ manifest }) => manifest.test(name));

const isOf = (kinds: readonly Junk["kind"][]) => (junk: Junk) =>
  junk.certain === true && junk.type === "directory" && kinds.includes(junk.kind);

/** Directories of version control systems. */
export const vcsDirectories: ReadonlySet<Bytes> = new Set(all.filter(isOf(["vcs"])).map(({ name }) => name));

/** Directories that a tool fills and can fill again, by a name that nothing else bears, and what they are. */
export const dependencyDirectories: ReadonlyMap<Bytes, string> = new Map(
  all.filter(isOf(["installed", "output", "cache"])).map(({ name, what }) => [name, what]),
);

/** Files that tell what the directory around them is, where its name does not. */
export const dependencyMarkers: ReadonlyMap<Bytes, string> = new Map([
  ["pyvenv.cfg", "a Python virtual environment"],
  [".rustc_info.json", "the output of Cargo"],
  ["maven-status", "the output of Maven"],
  ["CACHEDIR.TAG", "a cache (it holds CACHEDIR.TAG)"],
]);

/** A name with `*` as a test. */
export function nameTest(name: Bytes): (actual: Bytes) => boolean {
  const [head = "", ...tail] = name.split("*");
  const last = tail.pop();
  if (last === undefined) return (actual) => actual === name;
  const [middle] = tail;
  const least = name.length - tail.length - 1;
  return (actual) =>
    actual.length >= least &&
    actual.startsWith(head) &&
    actual.endsWith(last) &&
    (middle === undefined || actual.slice(head.length, actual.length - last.length).includes(middle));
}
