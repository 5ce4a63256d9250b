import { resolve } from "node:path";
import * as v from "valibot";
import {
  type ContextOptions,
  diffReports,
  explainPath,
  inspect,
  listContext,
  type ReportOptions,
} from "../api.ts";
import { fromText, toText } from "../bytes.ts";
import { disk } from "../context/disk.ts";
import { insideOf } from "../context/links.ts";
import { wrongUse } from "../errors.ts";
import { withoutSecrets } from "../secrets/mask-text.ts";

/** Maximum number of list entries in an answer. */
export const mostEntries = 50;

/** Returns the builds of a directory, an absolute path. Throws CtxcheckError. */
export type FindBuilds = (directory: string) => Promise<object>;

/** A tool that an agent can call. It writes nothing, and reads nothing outside `root`. */
export interface Tool {
  readonly name: string;
  readonly description: string;
  readonly inputSchema: object;
  /** Runs the tool. Throws CtxcheckError, and ValiError for arguments of another shape. */
  run(given: unknown, root: string, findBuilds: FindBuilds): Promise<unknown>;
}

const build = {
  context: v.optional(v.string(), "."),
  file: v.optional(v.string()),
  target: v.optional(v.string()),
  builder: v.optional(v.string()),
};
const buildProperties = {
  context: {
    type: "string",
    description: "directory that is passed to docker build, relative to the root (default: .)",
  },
  file: { type: "string", description: "Dockerfile, relative to the root" },
  target: { type: "string", description: "stage to build (default: the last)" },
  builder: { type: "string", description: "buildkit (default), classic, buildah, kaniko, ..." },
};
const strings = (description: string) => ({ type: "array", items: { type: "string" }, description });

interface Build {
  readonly context: string;
  readonly file?: string | undefined;
  readonly target?: string | undefined;
  readonly builder?: string | undefined;
}

function contextOptions({ context, file, target, builder }: Build, root: string): ContextOptions {
  return {
    context: inRoot(root, context),
    ...(file === undefined ? {} : { file: inRoot(root, file) }),
    ...(target === undefined ? {} : { target }),
    ...(builder === undefined ? {} : { builder }),
  };
}

const ofBuild = v.strictObject(build);
const ofReport = v.strictObject({ ...build, add: v.optional(v.array(v.string()), []) });
const ofExplain = v.strictObject({
  ...build,
  paths: v.pipe(v.array(v.string()), v.minLength(1), v.maxLength(mostEntries)),
});
const ofList = v.strictObject({
  ...build,
  set: v.optional(v.picklist(["sent", "allowed", "excluded"]), "sent"),
  below: v.optional(v.string(), ""),
  skip: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0)), 0),
});
const ofBuilds = v.strictObject({ directory: v.optional(v.string(), ".") });
const ofDiff = v.strictObject({ ...build, ref: v.string() });

const object = (properties: object, required: readonly string[] = []) => ({
  type: "object",
  properties: { ...buildProperties, ...properties },
  required,
  additionalProperties: false,
});

const reportOptions = (given: Build, root: string): ReportOptions => contextOptions(given, root);

export const tools: readonly Tool[] = [
  {
    name: "report",
    description:
      "What a container build sends as its context: sets and sizes, findings with fixes, biggest savings",
    inputSchema: object({}),
    run: async (given, root) => inspect(reportOptions(v.parse(ofBuild, given), root)),
  },
  {
    name: "what_if",
    description:
      "The same with lines tried at the end of the ignore file, and what they change; nothing is written",
    inputSchema: object({ add: strings("lines of an ignore file") }, ["add"]),
    run: async (given, root) => {
      const { add, ...of } = v.parse(ofReport, given);
      const { sent, allowed, whatIf, problems } = await inspect({ ...reportOptions(of, root), add });
      return { sent, allowed, whatIf, problems };
    },
  },
  {
    name: "suggest",
    description: "Lines for the ignore file that save most, each tried, with the bytes saved",
    inputSchema: object({}),
    run: async (given, root) => {
      const { sent, steps } = await inspect({
        ...reportOptions(v.parse(ofBuild, given), root),
        secretContent: false,
      });
      return { sent, steps };
    },
  },
  {
    name: "explain",
    description: "Why paths are, or are not, in the context; they need not exist",
    inputSchema: object({ paths: strings("paths relative to the context") }, ["paths"]),
    run: async (given, root) => {
      const { paths, ...of } = v.parse(ofExplain, given);
      const options = contextOptions(of, root);
      return { paths: await Promise.all(paths.map((path) => explainPath({ ...options, path }))) };
    },
  },
  {
    name: "ls",
    description: `Paths that are sent, allowed or excluded, ${mostEntries} at a time`,
    inputSchema: object({
      set: { type: "string", enum: ["sent", "allowed", "excluded"], description: "default: sent" },
      below: { type: "string", description: "only paths with this prefix" },
      skip: { type: "integer", minimum: 0, description: "entries to skip" },
    }),
    run: async (given, root) => {
      const { set, below, skip, ...of } = v.parse(ofList, given);
      const all = await listContext({ ...contextOptions(of, root), set });
      const matching = all.filter(({ path }) => path.startsWith(below));
      return { total: matching.length, skip, entries: matching.slice(skip, skip + mostEntries) };
    },
  },
  {
    name: "builds",
    description: "Every build that compose and bake files, workflows and Dockerfiles of the directory define",
    inputSchema: {
      type: "object",
      properties: { directory: { type: "string", description: "relative to the root (default: .)" } },
      additionalProperties: false,
    },
    run: async (given, root, findBuilds) => findBuilds(inRoot(root, v.parse(ofBuilds, given).directory)),
  },
  {
    name: "diff",
    description: "What the context sends more and less than that of a commit; git is run to read it",
    inputSchema: object({ ref: { type: "string", description: "commit, branch or tag" } }, ["ref"]),
    run: async (given, root) => {
      const { ref, ...of } = v.parse(ofDiff, given);
      const options = { ...reportOptions(of, root), files: true };
      return diffReports(await inspect({ ...options, ref }), await inspect(options));
    },
  },
];

/** Maximum number of characters of a text in an answer. */
const mostCharacters = 2_000;

/**
 * Truncates long lists and texts in data; `cut` maps the path of each list to the number of entries it had. An agent
 * takes in a whole answer: a report of 10,000 files would fill its memory.
 */
export function bounded(value: unknown): {
  readonly value: unknown;
  readonly cut: Readonly<Record<string, number>>;
} {
  const cut: Record<string, number> = {};
  const visit = (data: unknown, path: string): unknown => {
    if (typeof data === "string")
      return data.length > mostCharacters ? `${withoutSecrets(data).slice(0, mostCharacters)}…` : data;
    if (Array.isArray(data)) {
      if (data.length > mostEntries) cut[path] = data.length;
      return data.slice(0, mostEntries).map((entry) => visit(entry, path));
    }
    if (typeof data !== "object" || data === null) return data;
    return Object.fromEntries(
      Object.entries(data).map(([key, entry]) => [key, visit(entry, path === "" ? key : `${path}.${key}`)]),
    );
  };
  return { value: visit(value, ""), cut };
}

/**
 * Returns an existing path below the root that the server was started in, links resolved. Throws CtxcheckError "usage".
 */
function inRoot(root: string, path: string): string {
  const real = disk.realPath(fromText(resolve(root, path)));
  const top = disk.realPath(fromText(root));
  if (real !== null && top !== null && insideOf(top, `${real}/`) !== null) return toText(real);
  throw wrongUse(
    `"${path}" is not a path below the directory that the server was started in`,
    "name a path inside it",
  );
}
