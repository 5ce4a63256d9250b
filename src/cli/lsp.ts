import { fstatSync } from "node:fs";
import { dirname, relative } from "node:path";
import { Readable, Writable } from "node:stream";
import { Worker } from "node:worker_threads";
import { readRepository } from "../builds/find/repository.ts";
import { fromText, toText } from "../bytes.ts";
import { isFailure } from "../context/source.ts";
import type { NamedBuild, ReadDefinition } from "../editor/defined.ts";
import { notInspected } from "../repository/inspect.ts";
import type { Args } from "./command.ts";
import { surroundingsOf } from "./found-builds.ts";
import { exitCodes, type Io } from "./io.ts";
import { planOfBuild } from "./options-of-build.ts";
import { openRepository, type Repository } from "./repository-files.ts";
import { version } from "./version.ts";

export async function lspCommand(_args: Args, io: Io): Promise<number> {
  const [{ serve }, { masked }] = await Promise.all([
    import("../editor/server.ts"),
    import("./given-secrets.ts"),
  ]);
  const { stdout } = io;
  const output = new Writable({
    write: (chunk: Uint8Array, _encoding, done) => {
      (stdout.exact ?? stdout.write)(chunk);
      done();
    },
  });
  const { stream, isSuperseded } = readIncoming(() => io.stdin);
  await serve(stream, output, { version, masked, isSuperseded, readDefinition: definitionReader(io) });
  stream.destroy();
  return exitCodes.clean;
}

/** What an editor sends, and whether it contains an edit that has not been read yet. */
interface Incoming {
  readonly stream: Readable;
  readonly isSuperseded: () => boolean;
}

/** Input cannot interrupt a decision about a tree: another thread reads it and counts the edits. */
const reader = `
const { workerData, parentPort } = require("node:worker_threads");
const input = new (require("node:net").Socket)({ fd: 0, readable: true, writable: false });
input.on("data", (chunk) => {
  const edits = chunk.includes('"textDocument/did') ? 1 : 0;
  Atomics.add(workerData, 0, edits);
  parentPort.postMessage([chunk, edits]);
});
const end = () => parentPort.postMessage([null, 0]);
input.on("end", end).on("error", end);
`;

/** Reads stdin; if it is a file, it is complete, and `otherwise` reads it. */
function readIncoming(otherwise: () => AsyncIterable<Uint8Array>): Incoming {
  const stats = fstatSync(0);
  if (!stats.isFIFO() && !stats.isSocket())
    return { stream: Readable.from(otherwise()), isSuperseded: () => false };
  const arrived = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(reader, { eval: true, workerData: arrived });
  const stream = new Readable({
    read: () => {},
    destroy: (_, done) => void worker.terminate().then(() => done()),
  });
  let read = 0;
  worker.on("message", ([chunk, edits]: [Uint8Array | null, number]) => {
    read += edits;
    stream.push(chunk);
  });
  return { stream, isSuperseded: () => Atomics.load(arrived, 0) > read };
}

/** Returns the builds of a compose or bake file as an editor shows it, as if the command ran in its folder. */
export function definitionReader({ env }: Pick<Io, "env">): ReadDefinition {
  return (file, root, source) => {
    const repository = openRepository(root, root, source);
    const at = relative(root, file);
    const { secrets, surroundings } = surroundingsOf(repository, env);
    const read = readRepository(siblings(at, repository), surroundings);
    const builds = read.builds.filter((build) => build.source.file === at);
    return {
      builds: builds.map((build): NamedBuild => {
        const plan = planOfBuild(build, { repository }, {}, { cwd: root });
        return {
          build: secrets.maskBuild(build),
          elsewhere: build.problem === null ? notInspected(build, repository.leadsOut) : null,
          options: {
            ...plan,
            context: build.context || ".",
            cwd: root,
            source,
            builder: "buildkit",
            ignoreFile: undefined,
          },
        };
      }),
      problems: read.problems.filter((one) => one.file === at).map((one) => secrets.maskProblem(one)),
    };
  };
}

/** Files of one folder may be merged. */
function siblings(at: string, { tree, root }: Repository): string[] {
  const folder = dirname(at);
  const listed = tree.list(folder === "." ? root : `${root}/${fromText(folder)}`);
  const names = isFailure(listed) ? [] : listed.map(({ name }) => toText(name));
  return names
    .filter((name) => /\.(ya?ml|hcl|json)$|dockerfile/i.test(name))
    .map((name) => (folder === "." ? name : `${folder}/${name}`));
}
