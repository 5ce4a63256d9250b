import { execFile, execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

/** One Go module under this folder: `docker` (BuildKit and the classic CLI) or `buildah`. */
export type Program = "docker" | "buildah";

const here = fileURLToPath(new URL(".", import.meta.url));
const run = promisify(execFile);

/** True where the `go` command is on the PATH. */
export function goAvailable(): boolean {
  try {
    execFileSync("go", ["version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

/**
 * The path of the built program. It is built once for each state of its sources and kept in the system's
 * folder for temporary files; builds at the same time are safe: the last rename wins with the same bytes.
 */
export async function buildProgram(program: Program): Promise<string> {
  const cache = join(tmpdir(), `ctxcheck-oracle-${fingerprint(program)}`);
  const binary = join(cache, program);
  if (existsSync(binary)) return binary;
  mkdirSync(cache, { recursive: true });
  const fresh = mkdtempSync(join(cache, "build-"));
  try {
    const flags = ["-trimpath", "-buildvcs=false", "-mod=readonly", "-ldflags=-s -w"];
    const env = { ...process.env, CGO_ENABLED: "0", GOWORK: "off" };
    await run("go", ["build", ...flags, ...tags[program], "-o", join(fresh, program), "."], {
      cwd: join(here, program),
      env,
    });
    renameSync(join(fresh, program), binary);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
  return binary;
}

/** Container libraries leave out by tag what needs C headers. */
const tags: Readonly<Record<Program, readonly string[]>> = {
  docker: [],
  buildah: ["-tags=containers_image_openpgp,exclude_graphdriver_btrfs,exclude_graphdriver_devicemapper"],
};

function fingerprint(program: Program): string {
  const hash = createHash("sha256");
  for (const folder of ["wire", program]) {
    for (const name of readdirSync(join(here, folder)).sort()) {
      hash.update(`${folder}/${name}\0`).update(readFileSync(join(here, folder, name)));
    }
  }
  return hash.digest("hex").slice(0, 16);
}
