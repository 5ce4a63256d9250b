// Follows the advice on real projects: Go modules with a Dockerfile, from the module proxy, kept in Go's own cache.
//   node test/advice/run.mjs [module@version ...]
import { execFileSync, spawnSync } from "node:child_process";

const modules = [
  "github.com/traefik/whoami@v1.10.1",
  "github.com/coredns/coredns@v1.11.1",
  "github.com/rclone/rclone@v1.66.0",
  "github.com/goreleaser/goreleaser@v1.25.1",
  "github.com/gohugoio/hugo@v0.125.7",
  "github.com/caddyserver/xcaddy@v0.4.0",
  "github.com/mholt/archiver/v4@v4.0.0-alpha.8",
  "go.k6.io/k6@v0.50.0",
  "github.com/charmbracelet/soft-serve@v0.7.4",
  "github.com/prometheus/blackbox_exporter@v0.25.0",
];

const wanted = process.argv.slice(2);
const directories = (wanted.length > 0 ? wanted : modules).flatMap((module) => {
  const { stdout } = spawnSync("go", ["mod", "download", "-json", module], { encoding: "utf8" });
  const { Dir: directory } = JSON.parse(stdout || "{}");
  if (directory === undefined) console.error(`${module}: not downloaded`);
  return directory === undefined ? [] : [directory];
});
const env = { ...process.env, CTXCHECK_ADVICE_PROJECTS: directories.join(":") };
execFileSync("npx", ["vitest", "run", "test/advice", "--reporter=verbose"], { stdio: "inherit", env });
