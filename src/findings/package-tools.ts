import type { Bytes } from "../bytes.ts";

/** A tool that fetches what a program needs. */
export interface PackageTool {
  /** Commands that only fetch: they belong above the copy of the sources. */
  readonly installs: RegExp;
  /** Commands that fetch and build in one. */
  readonly builds?: RegExp;
  /** The files that say what is fetched. */
  readonly manifest: RegExp;
}

export const packageTools: readonly PackageTool[] = [
  {
    installs: /\b(npm|pnpm|yarn|bun) +(ci|i|install)\b|\byarn *($|&&)/,
    manifest:
      /^(package\.json|package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|pnpm-workspace\.yaml|bun\.lockb?)$/,
  },
  {
    installs:
      /\b(pip3? +install|poetry +install|uv +(sync|pip)|pipenv +(install|sync)|pdm +(install|sync))\b/,
    manifest: /^(requirements[\w.-]*\.txt|pyproject\.toml|poetry\.lock|uv\.lock|pdm\.lock|Pipfile(\.lock)?)$/,
  },
  { installs: /\bgo +mod +download\b/, builds: /\bgo +(build|install)\b/, manifest: /^go\.(mod|sum)$/ },
  {
    installs: /\bcargo +(fetch|chef)\b/,
    builds: /\bcargo +(build|install)\b/,
    manifest: /^Cargo\.(toml|lock)$/,
  },
  { installs: /\bbundle +install\b/, manifest: /^Gemfile(\.lock)?$/ },
  { installs: /\bcomposer +install\b/, manifest: /^composer\.(json|lock)$/ },
  {
    installs: /\bmvnw?\b.*\bdependency:/,
    builds: /\bmvnw?\b/,
    manifest: /^pom\.xml$/,
  },
  {
    installs: /\bgradlew? +dependencies\b/,
    builds: /\bgradlew?\b/,
    manifest: /^((build|settings)\.gradle(\.kts)?|gradle\.(properties|lockfile))$/,
  },
  {
    installs: /\bdotnet +restore\b/,
    builds: /\bdotnet +(build|publish)\b/,
    manifest: /(\.(cs|fs|vb)proj|\.slnx?|^packages\.lock\.json)$/,
  },
];

/** Packages of the distribution need no file of the context at all. */
export const systemInstall = /\b(apt-get|apt|apk|dnf|microdnf|yum|zypper)\b.* (install|add)\b/;

export const isManifest = (name: Bytes): boolean => packageTools.some(({ manifest }) => manifest.test(name));
