import { get } from "node:http";
import { join } from "node:path";
import { dockerEnvironment } from "./docker-cli.ts";
import { type Ran, run } from "./programs.ts";
import { openSandbox, type Sandbox, type Started } from "./sandbox.ts";
import { readTar, type TarEntry } from "./tar.ts";

/** How a build ended. */
export interface Built {
  /** Every path of the image; null where the build failed. */
  readonly image: readonly TarEntry[] | null;
  /** N of BuildKit's last "transferring context: N", as printed. */
  readonly transferred: string | null;
  readonly complaint: string;
}

export interface Engine {
  /** Of the Engine. */
  readonly version: string;
  /**
   * `docker build` of a context. The image must consist of what COPY and ADD put there. BuildKit needs a CLI that has its
   * client built in (before 23.0): the client is the one that filters.
   */
  build(context: string, options?: { readonly buildkit?: boolean }): Promise<Built>;
  close(): Promise<void>;
}

/** An Engine of its own, without a network, on a socket in a folder of its own. */
export async function openEngine(): Promise<Engine> {
  const sandbox = await openSandbox();
  const socket = join(sandbox.directory, "docker.sock");
  const daemon = startDaemon(sandbox, socket);
  const close = async () => {
    await daemon.stop();
    sandbox.close();
  };
  try {
    await untilReady(socket, daemon);
    const docker = askDocker(sandbox.directory, `unix://${socket}`);
    const version = await docker(["version", "--format", "{{.Server.Version}}"]);
    let builds = 0;
    return {
      version: version.stdout.toString("utf8").trim(),
      build: (context, { buildkit = false } = {}) =>
        build(docker, `ctxcheck/case:${++builds}`, context, buildkit ? "1" : "0"),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function startDaemon(sandbox: Sandbox, socket: string): Started {
  const own = (name: string) => join(sandbox.directory, name);
  const folders = [`--data-root=${own("data")}`, `--exec-root=${own("exec")}`, `--pidfile=${own("pid")}`];
  const network = ["--iptables=false", "--ip6tables=false", "--ip-forward=false", "--bridge=none"];
  return sandbox.start("dockerd", ...folders, ...network, "--storage-driver=vfs", "-H", `unix://${socket}`);
}

async function untilReady(socket: string, daemon: Started): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    if (await answers(socket)) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`dockerd does not answer:\n${daemon.log()}`);
}

function answers(socketPath: string): Promise<boolean> {
  return new Promise((resolve) => {
    const request = get({ socketPath, path: "/_ping" }, (response) => {
      response.resume().on("end", () => resolve(response.statusCode === 200));
    });
    request.on("error", () => resolve(false));
  });
}

type Docker = (args: readonly string[], buildkit?: "0" | "1") => Promise<Ran>;

function askDocker(home: string, host: string): Docker {
  return (args, buildkit = "0") => {
    const env = { ...dockerEnvironment(home, host), DOCKER_BUILDKIT: buildkit };
    return run("docker", args, { env });
  };
}

async function build(docker: Docker, tag: string, context: string, buildkit: "0" | "1"): Promise<Built> {
  const progress = buildkit === "1" ? ["--progress=plain", "--no-cache"] : ["-q"];
  const { code, stderr } = await docker(["build", ...progress, "-t", tag, context], buildkit);
  const printed = { transferred: transferredIn(stderr), complaint: stderr };
  if (code !== 0) return { image: null, ...printed };
  const saved = await docker(["save", tag]);
  // An image without a layer cannot be saved.
  if (saved.stderr.includes("empty export")) return { image: [], ...printed };
  if (saved.code !== 0) throw new Error(saved.stderr);
  return { image: readImage(saved.stdout), ...printed };
}

function transferredIn(progress: string): string | null {
  const step = /^#(\d+) \[internal\] load build context$/m.exec(progress)?.[1];
  const numbers = progress.matchAll(new RegExp(`^#${step} transferring context: (\\S+)`, "gm"));
  return [...numbers].at(-1)?.[1] ?? null;
}

/** The entries of all layers of what `docker save` wrote; a layer that repeats another is a link to it. */
function readImage(saved: Buffer): TarEntry[] {
  const files = new Map(readTar(saved).entries.map((entry) => [entry.path, entry]));
  const [manifest] = JSON.parse(files.get("manifest.json")?.content.toString("utf8") ?? "[]");
  const layers: string[] = manifest?.Layers ?? [];
  return layers.flatMap((path) => {
    const layer = files.get(path);
    if (layer?.type !== "file") throw new Error(`no layer ${path} in what was saved`);
    return readTar(layer.content).entries;
  });
}
