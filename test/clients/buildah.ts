import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Ran } from "./programs.ts";
import { openSandbox, type Sandbox } from "./sandbox.ts";
import { readTar, type TarEntry } from "./tar.ts";

/** What buildah did with a context. */
export interface BuildahBuild {
  /** Every path of the image; null where the build failed. */
  readonly image: readonly TarEntry[] | null;
  readonly complaint: string;
}

export interface BuildOptions {
  /** The value of -f. */
  readonly file?: string;
  /** The values of --build-context, by name. */
  readonly contexts?: Readonly<Record<string, string>>;
  /** Of an option of its own each, such as --target=x. */
  readonly options?: readonly string[];
}

export interface Buildah {
  build(context: string, options?: BuildOptions): Promise<BuildahBuild>;
  close(): void;
}

const acceptAnything = '{"default":[{"type":"insecureAcceptAnything"}]}';

/** The buildah of the PATH with storage of its own. Builds may run at the same time. */
export async function openBuildah(): Promise<Buildah> {
  const sandbox = await openSandbox();
  writeFileSync(join(sandbox.directory, "policy.json"), acceptAnything);
  let builds = 0;
  return {
    build: async (context, { file, contexts = {}, options = [] } = {}) => {
      const named = Object.entries(contexts).map(([name, path]) => `--build-context=${name}=${path}`);
      const given = [...(file === undefined ? [] : ["-f", file]), ...named, ...options];
      return build(sandbox, `${++builds}`, [...given, context]);
    },
    close: () => sandbox.close(),
  };
}

/** Each build has its own storage: vfs copies whole layers, and old ones would only grow. */
async function build(sandbox: Sandbox, name: string, args: readonly string[]): Promise<BuildahBuild> {
  const own = join(sandbox.directory, name);
  const storage = ["--root", `${own}/root`, "--runroot", `${own}/run`, "--storage-driver", "vfs"];
  const isolated = ["--isolation", "chroot", "--signature-policy", join(sandbox.directory, "policy.json")];
  const output = `${own}.tar`;
  try {
    const ran = await sandbox.run(
      "buildah",
      ...storage,
      "build",
      ...isolated,
      "-o",
      `type=tar,dest=${output}`,
      ...args,
    );
    return describe(ran, output);
  } finally {
    for (const path of [own, output]) rmSync(path, { recursive: true, force: true });
  }
}

function describe({ code, stderr }: Ran, output: string): BuildahBuild {
  return { image: code === 0 ? readTar(readFileSync(output)).entries : null, complaint: stderr.trim() };
}
