import { join } from "node:path";
import { type Bytes, fromText, toText } from "../../src/bytes.ts";
import { disk } from "../../src/context/disk.ts";
import { openTree } from "../../src/context/tree.ts";
import type { ContextRequest } from "../../src/dockerfile/request.ts";
import { receiveNamed } from "../../src/image/received.ts";
import { type ContextOptions, CtxcheckError, type Entry, inspect, listContext } from "../../src/index.ts";
import type { Requested } from "../../src/plan/build-plan.ts";
import type { PlanOptions } from "../../src/plan/options.ts";
import { planBuild } from "../../src/plan/plan.ts";
import type { DockerfileCase } from "../oracle/cases.ts";
import { type Answer, type Ask, localName, type Question, sorted, sortedAsks } from "./answer.ts";
import type { Place } from "./place.ts";

/** What ctxcheck answers. */
export async function askCtxcheck(question: Question, place: Place): Promise<Answer> {
  try {
    if ("dockerfile" in question) return await askDockerfile(question.dockerfile, place);
    const { root } = place;
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

async function askDockerfile(given: DockerfileCase, place: Place): Promise<Answer> {
  const options = optionsOf(given, place);
  const { requested } = planBuild(planOptions(options));
  if (requested === null) throw new Error("a Dockerfile was given, and nothing was read from it");
  const sets = { ...(await askSet(options)), ...(await askWire(options)) };
  return { ...sets, asks: asksOf(requested.request), named: namedOf(requested) };
}

function optionsOf(given: DockerfileCase, { root, contexts }: Place) {
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

function asksOf({ requested, followPaths, named }: ContextRequest): Ask[] {
  const others = named.map(({ context, followPaths: paths }) => ({
    name: localName(context.name),
    followPaths: paths,
  }));
  return sortedAsks([...(requested ? [{ name: "context", followPaths }] : []), ...others]);
}

function namedOf(requested: Requested): Record<Bytes, readonly Bytes[]> {
  const received = [...receiveNamed(requested, openTree(disk))].map(([{ name }, { entries }]) => {
    const paths = entries.map(({ path, type }) => (type === "directory" ? `${path}/` : path));
    return [localName(name), sorted(paths)] as const;
  });
  return Object.fromEntries(received);
}

function planOptions({ buildArgs, buildContexts, ...options }: ReturnType<typeof optionsOf>): PlanOptions {
  return {
    target: undefined,
    ...options,
    cwd: options.context,
    source: openTree(disk),
    ignoreFile: undefined,
    stdinDockerfile: undefined,
    builder: "buildkit",
    buildArgs: new Map(Object.entries(buildArgs).map(([name, value]) => [fromText(name), fromText(value)])),
    buildContexts: Object.entries(buildContexts).map(([name, value]) => ({ name, value })),
  };
}
