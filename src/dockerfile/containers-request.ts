import { append } from "../append.ts";
import { type Bytes, fromText, toText } from "../bytes.ts";
import { containersCommand } from "./containers-command.ts";
import { type Environment, newEnvironment } from "./containers-environment.ts";
import type { Dialect } from "./dialect.ts";
import { familiarName } from "./image-reference.ts";
import type { FromInstruction, InstructionReference } from "./instructions.ts";
import { noLint } from "./lint-options.ts";
import { type Node, parseLines } from "./parse.ts";
import { atLine, Refusal, refuse, refuseFile } from "./refusal.ts";
import { type BuildOptions, type ContextRequest, newInputs } from "./request.ts";
import type { RequestedPath } from "./stage-run.ts";
import { baseHint, emptyStage } from "./stages.ts";
import type { Stage } from "./steps.ts";

/** A stage as openshift/imagebuilder splits them: its name and its lines. */
interface Part {
  readonly index: number;
  readonly name: Bytes;
  readonly from: Node;
  readonly nodes: readonly Node[];
}

/**
 * Reads a Dockerfile like buildah (openshift/imagebuilder, imagebuildah executor.Build): only the stages that the
 * target needs are read beyond their words. Throws CtxcheckError "dockerfile".
 */
export function containersRequest(content: Bytes, options: BuildOptions, dialect: Dialect): ContextRequest {
  if (content === "") refuseFile("the Dockerfile cannot be empty");
  const { nodes } = parseLines(content, undefined, dialect);
  const inputs = newInputs({ dialect, escapeToken: "\\" }, options);
  const heading = newEnvironment(inputs, new Map());
  const first = nodes.findIndex(({ name }) => isCommand(name, "from"));
  if (first < 0) refuseFile("no FROM statement found");
  for (const node of nodes.slice(0, first)) {
    if (!isCommand(node.name, "arg")) atLine(node.line, () => refuse("stage 1 requires a FROM instruction"));
    atLine(node.line, () => heading.arg(node.args));
  }
  const parts = splitParts(nodes.slice(first), heading);
  const last = targetOf(parts, fromText(options.target ?? ""), dialect);
  return new ContainersBuild(parts.slice(0, last + 1), heading, options).result();
}

const isCommand = (name: Bytes, command: string): boolean => name.toLowerCase() === command;

function splitParts(nodes: readonly Node[], heading: Environment): Part[] {
  const parts: (Part & { nodes: Node[] })[] = [];
  for (const node of nodes) {
    if (!isCommand(node.name, "from")) parts.at(-1)?.nodes.push(node);
    else {
      const [, as = "", given = ""] = node.args;
      const index = parts.length;
      const isNamed = as.toLowerCase() === "as" && given !== "";
      const name = isNamed ? atLine(node.line, () => heading.expand(given)) : String(index);
      parts.push({ index, name, from: node, nodes: [] });
    }
  }
  return parts;
}

/** Stages.ThroughTarget: names are compared as written. */
function targetOf(parts: readonly Part[], target: Bytes, { targetIndex }: Dialect): number {
  if (target === "") return parts.length - 1;
  const named = parts.findLastIndex(({ name }) => name === target);
  if (named >= 0) return named;
  if (targetIndex && /^\d+$/.test(target) && Number(target) < parts.length) return Number(target);
  return refuseFile(`the target "${toText(target)}" was not found in the provided Dockerfile`);
}

class ContainersBuild {
  private readonly parts: readonly Part[];
  private readonly heading: Environment;
  private readonly contexts: NonNullable<BuildOptions["contexts"]>;
  private readonly stages = new Map<number, Stage>();
  private readonly environments = new Map<Stage, Environment>();
  private readonly others: Stage[] = [];
  private readonly paths: RequestedPath[] = [];

  constructor(parts: readonly Part[], heading: Environment, { contexts = [] }: BuildOptions) {
    this.parts = parts;
    this.heading = heading;
    this.contexts = contexts;
  }

  result(): ContextRequest {
    const needed = this.needed();
    for (const part of this.parts) if (needed.has(part.index)) this.build(part);
    const target = this.stages.get(this.parts.length - 1) ?? refuseFile("no stages to build");
    const stages = [...this.others, ...this.stages.values()];
    const everything = this.paths.find(({ path }) => path === "/") ?? null;
    const request = { requested: true, paths: this.paths, everything, followPaths: [], named: [] };
    return { ...request, stages, target, built: new Set(stages), lint: noLint };
  }

  /** markDependencyStagesForTarget: only the words of FROM, COPY --from and RUN --mount count. */
  private needed(): Set<number> {
    const needs = this.parts.map((part) => this.needsOf(part));
    const found = new Set([this.parts.length - 1]);
    for (const index of found) for (const need of needs[index] ?? []) found.add(need);
    return found;
  }

  private needsOf({ index, from, nodes }: Part): number[] {
    const word = (text: Bytes, line: number) => atLine(line, () => this.heading.expand(text));
    const names = [word(from.args[0] ?? "", from.line)];
    for (const { name, flags, line } of nodes) {
      for (const flag of flags) {
        const copied = /^--from=(.*)$/s.exec(flag);
        if (copied !== null && /^(add|copy)$/i.test(name)) names.push(word(copied[1] ?? "", line));
        const mounted = /^--mount=(?:.*,)?from=([^,]*)/s.exec(flag);
        if (mounted !== null && isCommand(name, "run")) names.push(word(mounted[1] ?? "", line));
      }
    }
    return names.flatMap((name) => this.indexOf(name, index) ?? []);
  }

  /** executor.stageIndex: of the stages before, the last with this name or number. */
  private indexOf(name: Bytes, before: number): number | null {
    for (let index = before - 1; index >= 0; index--) {
      if (this.parts[index]?.name === name || String(index) === name) return index;
    }
    return null;
  }

  private build(part: Part): void {
    const { from, nodes } = part;
    const stage = atLine(from.line, () => this.begin(part));
    const environment = this.environments.get(stage);
    if (environment === undefined) return;
    for (const node of nodes) {
      atLine(node.line, () => {
        const instruction = reference(node);
        const run = containersCommand(node, environment, {
          instruction,
          stage,
          stageOf: (name) => this.copiedStage(name, part.index, node.line),
        });
        stage.commands.push({ instruction: { ...instruction, kind: "OTHER", comments: [] }, sources: [] });
        append(stage.steps, run.steps);
        append(this.paths, run.paths);
      });
    }
  }

  private begin({ index, name, from }: Part): Stage {
    const [base = "", as, given] = from.args;
    const isLong = from.args.length === 3 && as?.toLowerCase() === "as" && given !== "";
    if (from.args.length !== 1 && !isLong)
      refuse("FROM requires either one argument, or three: FROM <source> [AS <name>]");
    for (const flag of from.flags) checkFromFlag(this.heading.expand(flag));
    const baseName = this.heading.expand(base);
    if (baseName === "") refuse(`base name (${toText(base)}) should not be blank`, baseHint(base));
    const named = name === String(index) ? "" : toText(name);
    const instruction: FromInstruction = {
      ...{ ...reference(from), kind: "FROM", base, name: named, platform: "", comments: [] },
    };
    const stage = emptyStage({
      from: instruction,
      baseName,
      label: named === "" ? `stage-${index}` : named,
      line: from.line,
      platform: null,
      commands: [],
    });
    this.stages.set(index, stage);
    const at = this.indexOf(baseName, index);
    stage.base = at === null ? null : (this.stages.get(at) ?? null);
    this.settle(stage);
    const inherited = stage.base === null ? undefined : this.environments.get(stage.base);
    this.environments.set(stage, this.heading.forStage(inherited, stage.origin?.kind === "image"));
    return stage;
  }

  private settle(stage: Stage): void {
    stage.dispatched = true;
    const context = this.contexts.find(({ name }) => fromText(name) === stage.baseName);
    if (stage.base !== null) stage.origin = { kind: "stage", stage: stage.base };
    else if (context !== undefined) stage.origin = { kind: "named", context };
    else if (stage.baseName === "scratch") stage.origin = { kind: "scratch" };
    else stage.origin = { kind: "image", name: familiarName(stage.baseName) };
  }

  /** stage_executor.go execute: a stage, a named context, or an image, whose name must be a possible one. */
  private copiedStage(name: Bytes, before: number, line: number): Stage {
    const at = this.indexOf(name, before);
    const found = at === null ? undefined : this.stages.get(at);
    if (found !== undefined) return found;
    const stage = emptyStage({ from: null, baseName: name, label: "", line, platform: null, commands: [] });
    try {
      this.settle(stage);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      refuse(`COPY --from=${toText(name)}: no stage or image found with that name`);
    }
    // Neither is the name of an image.
    if (name === "scratch" || /^\d+$/.test(name))
      refuse(`COPY --from=${toText(name)}: no stage or image found with that name`);
    this.others.push(stage);
    return stage;
  }
}

function checkFromFlag(flag: Bytes): void {
  if (flag === "--platform=") refuse("no value specified for --platform=");
  if (!flag.startsWith("--platform=") && !flag.startsWith("--after="))
    refuse("FROM only supports the --platform and --after flags");
}

const reference = ({ line, endLine, original }: Node): InstructionReference => ({
  ...{ line, endLine, text: original.trim(), onbuild: false },
});
