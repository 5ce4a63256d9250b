import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Bytes, fromText, toBuffer, toText } from "../../src/bytes.ts";
import { type ContextOptions, CtxcheckError, type Entry, inspect, listContext } from "../../src/index.ts";
import type { PlanOptions } from "../../src/plan/options.ts";
import { planBuild } from "../../src/plan/plan.ts";
import type { DockerfileCase } from "../oracle/cases.ts";
import { type Answer, type Ask, type Question, sorted, sortedAsks } from "./answer.ts";

/** What ctxcheck answers. `root` holds the case. */
export async function askCtxcheck(question: Question, root: Bytes): Promise<Answer> {
  try {
    if ("dockerfile" in question) return await askDockerfile(question.dockerfile, root);
    const { builder, ignore } = question;
    const file = ignore.file === undefined ? {} : { file: join(root, toText(ignore.file)) };
    const options = { context: root, builder, ...file };
    return { ...(await askSet(options)), ...(await askWire(options)) };
  } catch (error) {
    if (error instanceof CtxcheckError) return { error: error.code, ...lineOf(error) };
    return { error: `thrown: ${error instanceof Error ? error.stack : error}` };
  }
}

async function askSet(options: ContextOptions): Promise<Answer> {
  const entries = await listContext(options);
  const empty = entries.filter(({ arrivesEmpty }) => arrivesEmpty).map(rawPath);
  return {
    sent: sorted(entries.map((entry) => rawPath(entry) + (entry.type === "directory" ? "/" : ""))),
    ...(empty.length > 0 ? { empty: sorted(empty) } : {}),
  };
}

async function askWire(options: ContextOptions): Promise<Answer> {
  const { wireBytes } = (await inspect(options)).sent;
  return wireBytes === null ? {} : { wireBytes };
}

const rawPath = ({ path, pathBytes }: Entry): Bytes =>
  pathBytes === undefined ? fromText(path) : Buffer.from(pathBytes, "base64").toString("latin1");

/** Where a refused Dockerfile is to blame. */
function lineOf({ code, message }: CtxcheckError): Answer {
  const line = code === "dockerfile" ? /^[^:]*:(\d+): /.exec(message)?.[1] : undefined;
  return line === undefined ? {} : { line: Number(line) };
}

async function askDockerfile(given: DockerfileCase, root: Bytes): Promise<Answer> {
  const contexts = makeContexts(given, root);
  try {
    const options = optionsOf(given, root, contexts);
    const asks = asksOf(options);
    const wire = asks.some(({ name }) => name === "context") ? await askWire(options) : {};
    return { ...(await askSet(options)), ...wire, asks };
  } finally {
    for (const directory of contexts.values()) rmSync(directory, { recursive: true });
  }
}

/** A directory beside the context for each named one. */
function makeContexts({ contexts = {} }: DockerfileCase, root: Bytes): Map<Bytes, string> {
  return new Map(
    Object.entries(contexts).map(([name, ignore]) => {
      const directory = mkdtempSync(`${root}-named-`);
      if (ignore !== "") writeFileSync(join(directory, ".dockerignore"), toBuffer(ignore));
      return [name, directory];
    }),
  );
}

function optionsOf(given: DockerfileCase, root: Bytes, contexts: ReadonlyMap<Bytes, string>) {
  const { file = "Dockerfile", target, buildArgs = {}, platforms = [] } = given;
  const texts = Object.entries(buildArgs).map(([name, value]) => [toText(name), toText(value)] as const);
  const [platform = "linux/amd64"] = platforms;
  return {
    context: root,
    builder: "buildkit",
    file: join(root, toText(file)),
    buildArgs: Object.fromEntries<string>(texts),
    buildContexts: Object.fromEntries(contexts),
    ...(target === undefined ? {} : { target: toText(target) }),
    platform: toText(platform),
  } satisfies ContextOptions;
}

function asksOf(options: ReturnType<typeof optionsOf>): Ask[] {
  const { requested } = planBuild(planOptions(options));
  if (requested === null) throw new Error("a Dockerfile was given, and nothing was read from it");
  const { request } = requested;
  const named = request.named.map(({ context, followPaths }) => ({
    name: localName(context.name),
    followPaths,
  }));
  const main = request.requested ? [{ name: "context", followPaths: request.followPaths }] : [];
  return sortedAsks([...main, ...named]);
}

/** buildx keeps the two names of the build itself free (build/opt.go: loadInputs). */
const localName = (context: string) =>
  context === "context" || context === "dockerfile" ? `_${context}` : context;

function planOptions({ buildArgs, buildContexts, ...options }: ReturnType<typeof optionsOf>): PlanOptions {
  return {
    target: undefined,
    ...options,
    cwd: options.context,
    ignoreFile: undefined,
    stdinDockerfile: undefined,
    builder: "buildkit",
    buildArgs: new Map(Object.entries(buildArgs).map(([name, value]) => [fromText(name), fromText(value)])),
    buildContexts: Object.entries(buildContexts).map(([name, value]) => ({ name, value })),
  };
}
