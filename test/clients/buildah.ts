import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
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
  /** Builds with a layer for each instruction, and writes the image to a file; the complaint where the build fails. */
  pack(context: string, archive: string, options?: BuildOptions): Promise<string | null>;
  close(): void;
}

const acceptAnything = '{"default":[{"type":"insecureAcceptAnything"}]}';

/** The buildah of the PATH with storage of its own. Builds may run at the same time. */
export async function openBuildah(): Promise<Buildah> {
  const sandbox = await openSandbox();
  writeFileSync(join(sandbox.directory, "policy.json"), acceptAnything);
  let builds = 0;
  return {
    build: (context, options) => build(sandbox, `${++builds}`, given(context, options)),
    pack: (context, archive, options) => pack(sandbox, `${++builds}`, given(context, options), archive),
    close: () => sandbox.close(),
  };
}

function given(context: string, { file, contexts = {}, options = [] }: BuildOptions = {}): string[] {
  const named = Object.entries(contexts).map(([name, path]) => `--build-context=${name}=${path}`);
  return [...(file === undefined ? [] : ["-f", file]), ...named, ...options, context];
}

/** Each build has its own storage: vfs copies whole layers, and old ones would only grow. */
async function build(sandbox: Sandbox, name: string, args: readonly string[]): Promise<BuildahBuild> {
  const { own, storage, isolated } = places(sandbox, name);
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

async function pack(
  sandbox: Sandbox,
  name: string,
  args: readonly string[],
  archive: string,
): Promise<string | null> {
  const { own, storage, isolated, policy } = places(sandbox, name);
  const inOwn = join(own, "image.tar");
  try {
    const options = [...isolated, "--layers", "-t", "case"];
    const built = await sandbox.run("buildah", ...storage, "build", ...options, ...args);
    if (built.code !== 0) return built.stderr.trim();
    const pushed = await sandbox.run(
      "buildah",
      ...storage,
      "push",
      ...policy,
      "case",
      `oci-archive:${inOwn}`,
    );
    if (pushed.code !== 0) throw new Error(pushed.stderr);
    cpSync(inOwn, archive);
    return null;
  } finally {
    rmSync(own, { recursive: true, force: true });
  }
}

function places({ directory }: Sandbox, name: string) {
  const own = join(directory, name);
  const policy = ["--signature-policy", join(directory, "policy.json")];
  return {
    own,
    storage: ["--root", `${own}/root`, "--runroot", `${own}/run`, "--storage-driver", "vfs"],
    policy,
    isolated: ["--isolation", "chroot", ...policy],
  };
}

function describe({ code, stderr }: Ran, output: string): BuildahBuild {
  return { image: code === 0 ? readTar(readFileSync(output)).entries : null, complaint: stderr.trim() };
}
