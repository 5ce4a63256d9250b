import { certainDirectories, directories, type Ecosystem, files, type Junk } from "./ecosystem.ts";

export const go: Ecosystem = {
  title: "Go",
  marks: ["go.mod"],
  tools: [
    { installs: /\bgo +mod +download\b/, builds: /\bgo +(build|install)\b/, manifest: /^go\.(mod|sum)$/ },
  ],
  junk: [...files("report", { "coverage.out": "the coverage of a test run" })],
  ignored: {
    always: /^(\*\.(test|out|prof)|cover(age)?\.\w+|__debug_bin\*?|tmp|logs?)$/,
    made: /^(bin|dist|build|out)(\/\*)?$/,
  },
};

const output = (name: string, what: string, holds: readonly string[]): Junk => ({
  ...{ name, type: "directory", kind: "output", what, holds },
});

export const rust: Ecosystem = {
  title: "Rust",
  marks: ["Cargo.toml"],
  tools: [
    {
      installs: /\bcargo +(fetch|chef)\b/,
      builds: /\bcargo +(build|install)\b/,
      manifest: /^Cargo\.(toml|lock)$/,
    },
  ],
  junk: [output("target", "the output of Cargo", [".rustc_info.json", "CACHEDIR.TAG", "debug", "release"])],
  ignored: { always: /^((\*\*\/)?\*\.(rs\.bk|pdb|profraw)|(tarpaulin|flamegraph)[\w.*-]*)$/ },
};

export const java: Ecosystem = {
  title: "Java",
  marks: ["pom.xml", "build.gradle", "build.gradle.kts", "settings.gradle", "settings.gradle.kts"],
  tools: [
    { installs: /\bmvnw?\b.*\bdependency:/, builds: /\bmvnw?\b/, manifest: /^pom\.xml$/ },
    {
      installs: /\bgradlew? +dependencies\b/,
      builds: /\bgradlew?\b/,
      manifest: /^((build|settings)\.gradle(\.kts)?|gradle\.(properties|lockfile))$/,
    },
  ],
  junk: [
    ...certainDirectories("cache", { ".gradle": "the cache of Gradle" }),
    output("target", "the output of Maven", ["classes", "maven-status", "surefire-reports"]),
    output("build", "the output of Gradle", ["classes", "libs", "reports", "kotlin"]),
  ],
  ignored: {
    always: /^(\*\.(class|iml|ipr|iws|hprof)|hs_err_pid\*?(\.log)?|replay_pid\*?|logs?|tmp|\.kotlin)$/,
    made: /^(out|bin|generated)$/,
  },
};

export const dotnet: Ecosystem = {
  title: ".NET",
  marks: ["*.csproj", "*.fsproj", "*.vbproj"],
  tools: [
    {
      installs: /\bdotnet +restore\b/,
      builds: /\bdotnet +(build|publish)\b/,
      manifest: /(\.(cs|fs|vb)proj|\.slnx?|^packages\.lock\.json)$/,
    },
  ],
  junk: [
    output("bin", "the output of dotnet", ["Debug", "Release"]),
    output("obj", "the output of dotnet", ["project.assets.json", "Debug", "Release"]),
    ...directories("report", { TestResults: "the results of a test run" }),
  ],
  ignored: {
    always: /^(\*\.(user|suo|userprefs|rsuser|binlog)|\[?Tt\]?est\[?Rr\]?esult\[?s?\]?\*?|\.vs|logs?)$/i,
    made: /^(artifacts|publish|out)$/,
  },
};
