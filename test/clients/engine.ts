import { get } from "node:http";
import { join, posix } from "node:path";
import { dockerEnvironment } from "./docker-cli.ts";
import { type Ran, run } from "./programs.ts";
import { openSandbox, type Sandbox, type Started } from "./sandbox.ts";
import { readTar, type TarEntry } from "./tar.ts";

/** How a build ended. */
export interface Built {
  /** The entries of every layer, the lowest first; null where the build failed. */
  readonly layers: readonly (readonly TarEntry[])[] | null;
  /** All of them; null where the build failed. */
  readonly image: readonly TarEntry[] | null;
  /** What `docker save` wrote; null where the build failed, or the image has no layer. */
  readonly saved: Buffer | null;
  /** N of BuildKit's last "transferring context: N", as printed. */
  readonly transferred: string | null;
  readonly complaint: string;
}

export interface BuildOptions {
  /** Of an option of its own each, such as --target=x. */
  readonly options?: readonly string[];
  readonly buildkit?: boolean;
  /** A file to be read from stdin; the context is "-" then. */
  readonly stdin?: string;
}

export interface Engine {
  /** Of the Engine. */
  readonly version: string;
  /**
   * `docker build` of a context. The image must consist of what COPY and ADD put there. BuildKit needs a CLI that has its
   * client built in (before 23.0): the client is the one that filters.
   */
  build(context: string, options?: BuildOptions): Promise<Built>;
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
      build: (context, { options = [], buildkit = false, stdin } = {}) => {
        const asked = askDocker(sandbox.directory, `unix://${socket}`, stdin);
        return build(asked, `ctxcheck/case:${++builds}`, [...options, context], buildkit ? "1" : "0");
      },
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
  for (let tries = 0; tries < 3_000; tries++) {
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

function askDocker(home: string, host: string, stdin = "/dev/null"): Docker {
  return (args, buildkit = "0") => {
    const env = { ...dockerEnvironment(home, host), DOCKER_BUILDKIT: buildkit };
    return run("sh", ["-c", 'exec docker "$@" < "$0"', stdin, ...args], { env });
  };
}

async function build(
  docker: Docker,
  tag: string,
  args: readonly string[],
  buildkit: "0" | "1",
): Promise<Built> {
  const progress = buildkit === "1" ? ["--progress=plain"] : ["-q"];
  const { code, stderr } = await docker(["build", ...progress, "--no-cache", "-t", tag, ...args], buildkit);
  const printed = { transferred: transferredIn(stderr), complaint: stderr };
  if (code !== 0) return { layers: null, image: null, saved: null, ...printed };
  const saved = await save(docker, tag);
  const layers = saved === null ? [] : readLayers(saved);
  return { layers, image: layers.flat(), saved, ...printed };
}

async function save(docker: Docker, tag: string): Promise<Buffer | null> {
  const saved = await docker(["save", tag]);
  // An image without a layer cannot be saved.
  if (saved.stderr.includes("empty export")) return null;
  if (saved.code !== 0) throw new Error(saved.stderr);
  return saved.stdout;
}

function transferredIn(progress: string): string | null {
  const step = /^#(\d+) \[internal\] load build context$/m.exec(progress)?.[1];
  const numbers = progress.matchAll(new RegExp(`^#${step} transferring context: (\\S+)`, "gm"));
  return [...numbers].at(-1)?.[1] ?? null;
}

/** The layers of what `docker save` wrote; one that repeats another is a link to it. */
function readLayers(saved: Buffer): TarEntry[][] {
  const files = new Map(readTar(saved).entries.map((entry) => [entry.path, entry]));
  const [manifest] = JSON.parse(files.get("manifest.json")?.content.toString("utf8") ?? "[]");
  const layers: string[] = manifest?.Layers ?? [];
  return layers.map((path) => {
    const named = files.get(path);
    const layer = named?.type === "symlink" ? files.get(posix.join(path, "..", named.link)) : named;
    if (layer?.type !== "file") throw new Error(`no layer ${path} in what was saved`);
    return [...readTar(layer.content).entries];
  });
}
