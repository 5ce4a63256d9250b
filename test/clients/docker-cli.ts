import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Ran, run } from "./programs.ts";
import { openStandIn } from "./stand-in.ts";
import { readTar, type Tar } from "./tar.ts";

/** What the docker CLI did with a context, in classic mode. */
export interface ClassicBuild {
  /** Null where nothing was posted. */
  readonly tar: Tar | null;
  /** Length of the request's body. */
  readonly bodyBytes: number;
  /** N of "Sending build context to Docker daemon  N", as printed. */
  readonly printed: string | null;
  /** The Dockerfile's path as the daemon is told. */
  readonly dockerfile: string | null;
  /** What was printed besides, where it failed or complained. */
  readonly complaint: string;
  readonly code: number;
}

export interface ClassicClient {
  /** `file` is the value of -f; `nobody` runs the client without the rights of root. */
  build(
    context: string,
    options?: { readonly file?: string; readonly nobody?: boolean },
  ): Promise<ClassicBuild>;
  close(): Promise<void>;
}

const nobody = 65_534;

/** The docker CLI of the PATH, posting to a stand-in for the Engine. */
export async function openClassicClient(): Promise<ClassicClient> {
  const home = mkdtempSync(join(tmpdir(), "ctxcheck-cli-"));
  chmodSync(home, 0o755);
  const engine = await openStandIn(home);
  let builds = 0;
  return {
    build: async (context, { file, nobody: unprivileged = false } = {}) => {
      const tag = `ctxcheck/case:${++builds}`;
      const ids = unprivileged ? { uid: nobody, gid: nobody } : {};
      const env = dockerEnvironment(home, engine.host);
      const args = ["build", "-t", tag, ...(file === undefined ? [] : ["-f", file]), context];
      const ran = await run("docker", args, { cwd: context, env, ...ids });
      return describe(ran, engine.take(tag));
    },
    close: async () => {
      await engine.close();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** Nothing of the user's own configuration, classic mode. */
export function dockerEnvironment(home: string, host: string): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^(DOCKER|BUILDKIT|BUILDX)_/.test(name));
  const own = { HOME: home, DOCKER_CONFIG: join(home, "config"), DOCKER_HOST: host, DOCKER_BUILDKIT: "0" };
  return { ...Object.fromEntries(kept), ...own };
}

const deprecation = /^DEPRECATED: The legacy builder[\s\S]*?\n\n/;

function describe(
  { code, stdout, stderr }: Ran,
  posted: ReturnType<Awaited<ReturnType<typeof openStandIn>>["take"]>,
) {
  const printed = /Sending build context to Docker daemon\s+(\S+)/.exec(`${stdout}${stderr}`);
  return {
    tar: posted === undefined ? null : readTar(posted.body),
    bodyBytes: posted?.body.length ?? 0,
    printed: printed?.[1] ?? null,
    dockerfile: posted?.query.get("dockerfile") ?? null,
    complaint: stderr.replace(deprecation, "").trim(),
    code,
  };
}
