// Follows the advice on real projects: Go modules with a Dockerfile, from the module proxy, kept in Go's own cache.
// Prints how many pieces of advice were followed, and how often one did not help, broke a COPY, lost a source, or
// contradicted another.
//   node test/advice/run.mjs [module@version ...]
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const modules = [
  "github.com/coredns/coredns@v1.11.1",
  "github.com/prometheus/blackbox_exporter@v0.25.0",
  "github.com/prometheus/statsd_exporter@v0.26.1",
  "github.com/prometheus/memcached_exporter@v0.14.3",
  "github.com/tsenart/vegeta/v12@v12.11.1",
  "github.com/hairyhenderson/gomplate/v4@v4.0.0",
  "github.com/wagoodman/dive@v0.13.1",
  "github.com/docker/docker-credential-helpers@v0.9.9",
  "github.com/docker/cli-docs-tool@v0.11.0",
  "github.com/pelletier/go-toml/v2@v2.2.3",
];

const wanted = process.argv.slice(2);
const directories = (wanted.length > 0 ? wanted : modules).map((module) => {
  const { stdout } = spawnSync("go", ["mod", "download", "-json", module], { encoding: "utf8" });
  const { Dir: directory, Error: error } = JSON.parse(stdout || "{}");
  if (directory === undefined) throw new Error(`${module} could not be downloaded: ${error}`);
  return directory;
});
const folder = mkdtempSync(join(tmpdir(), "ctxcheck-advice-"));
const counts = join(folder, "counts");
writeFileSync(counts, "");
const env = {
  ...process.env,
  CTXCHECK_ADVICE_PROJECTS: directories.join(":"),
  CTXCHECK_ADVICE_COUNTS: counts,
};
const tests = ["vitest", "run", "test/advice", "-t", "on real projects", "--reporter=verbose"];
const { status } = spawnSync("npx", tests, { stdio: "inherit", env });
const rows = readFileSync(counts, "utf8")
  .split("\n")
  .filter(Boolean)
  .map((row) => JSON.parse(row));
rmSync(folder, { recursive: true });
const sum = (name) => rows.reduce((total, row) => total + row[name], 0);
for (const { directory, ...row } of rows)
  console.log(directory.replace(/.*\/pkg\/mod\//, ""), JSON.stringify(row));
const kinds = ["followed", "stayed", "broken", "sourcesLost", "contradictions"];
console.log(`${rows.length} projects:`, kinds.map((kind) => `${kind} ${sum(kind)}`).join(", "));
process.exitCode = status ?? 1;
