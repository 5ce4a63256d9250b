import type { Bytes } from "../bytes.ts";

/** Directories of version control systems. */
export const vcsDirectories: ReadonlySet<Bytes> = new Set([
  ".git",
  ".hg",
  ".svn",
  ".bzr",
  ".jj",
  "CVS",
  "_darcs",
]);

/** Directories that a tool fills and can fill again, by a name that nothing else bears. */
export const dependencyDirectories: ReadonlyMap<Bytes, string> = new Map([
  ["node_modules", "packages installed by npm, yarn or pnpm"],
  ["bower_components", "packages installed by bower"],
  ["jspm_packages", "packages installed by jspm"],
  [".pnpm-store", "the package store of pnpm"],
  [".venv", "a Python virtual environment"],
  ["__pycache__", "compiled Python"],
  [".tox", "environments of tox"],
  [".nox", "environments of nox"],
  [".mypy_cache", "the cache of mypy"],
  [".pytest_cache", "the cache of pytest"],
  [".ruff_cache", "the cache of ruff"],
  [".ipynb_checkpoints", "checkpoints of Jupyter"],
  [".gradle", "the cache of Gradle"],
  [".terraform", "providers and modules of Terraform"],
  [".next", "the output of Next.js"],
  [".nuxt", "the output of Nuxt"],
  [".svelte-kit", "the output of SvelteKit"],
  [".turbo", "the cache of Turborepo"],
  [".parcel-cache", "the cache of Parcel"],
  [".dart_tool", "the cache of Dart"],
  [".stack-work", "the output of Stack"],
  ["elm-stuff", "packages installed by Elm"],
  ["Pods", "packages installed by CocoaPods"],
]);

/** Files that tell what the directory around them is, where its name does not. */
export const dependencyMarkers: ReadonlyMap<Bytes, string> = new Map([
  ["pyvenv.cfg", "a Python virtual environment"],
  [".rustc_info.json", "the output of Cargo"],
  ["maven-status", "the output of Maven"],
  ["CACHEDIR.TAG", "a cache (it holds CACHEDIR.TAG)"],
]);

export const baseName = (path: Bytes): Bytes => path.slice(path.lastIndexOf("/") + 1);

/** "" for an entry of the root. */
export const parentPath = (path: Bytes): Bytes => path.slice(0, Math.max(0, path.lastIndexOf("/")));

/** Whether a directory on the way to `path` is one that a tool fills. */
export function insideDependencies(path: Bytes): boolean {
  return parentPath(path)
    .split("/")
    .some((component) => dependencyDirectories.has(component) || vcsDirectories.has(component));
}
