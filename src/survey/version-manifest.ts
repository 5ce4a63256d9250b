import type { Bytes } from "../bytes.ts";

const names: ReadonlySet<Bytes> = new Set([
  ...["pyproject.toml", "setup.py", "setup.cfg", "Cargo.toml", "build.rs", "pom.xml", "extensions.xml"],
  ...["build.gradle", "build.gradle.kts", "settings.gradle", "settings.gradle.kts", "libs.versions.toml"],
  ...["Directory.Build.props", "Directory.Packages.props", "version.json"],
]);

/** Files that may say that a version comes from the history. */
export const isVersionManifest = (name: Bytes): boolean =>
  names.has(name) || name.endsWith(".csproj") || name.endsWith(".fsproj");
