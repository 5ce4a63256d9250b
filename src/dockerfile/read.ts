import type { Bytes } from "../bytes.ts";
import { limits } from "../limits.ts";
import { currentDialect, type Dialect } from "./dialect.ts";
import type { Directive } from "./directives.ts";
import type { ArgInstruction, FromInstruction, Instruction } from "./instructions.ts";
import { checkDirective } from "./lint-options.ts";
import { parseLines } from "./parse.ts";
import { readInstruction } from "./read-instruction.ts";
import { atLine, refuse, refuseFile, refuseLimit } from "./refusal.ts";

/** A stage as written: its FROM and the instructions after it. */
export interface StageSource {
  from: FromInstruction;
  instructions: Instruction[];
}

/** A Dockerfile that BuildKit can parse; `contextRequest` finds out whether it can be built. */
export interface Dockerfile {
  dialect: Dialect;
  directives: Directive[];
  /** `\` or a backtick. */
  escapeToken: Bytes;
  /** Value of `# check=`, not parsed yet. */
  check: { value: Bytes; line: number } | null;
  /** The ARGs before the first FROM. */
  globalArgs: ArgInstruction[];
  /** At least one. */
  stages: [StageSource, ...StageSource[]];
}

/** dockerui.ReadFile: the maximum size of a BuildKit message. */
const maxSize = 16 * 1024 * 1024;

/**
 * Reads a Dockerfile like BuildKit's frontend (parser.Parse, instructions.Parse). Throws CtxcheckError "dockerfile"
 * with the line for everything that BuildKit rejects here.
 */
export function readDockerfile(bytes: Bytes, dialect: Dialect = currentDialect): Dockerfile {
  if (bytes === "") refuseFile("the Dockerfile cannot be empty");
  if (bytes.length > maxSize) refuseFile(`the Dockerfile exceeds maximum allowed size of ${maxSize} bytes`);
  const { nodes, directives, escapeToken } = parseLines(bytes, undefined, dialect);
  const globalArgs: ArgInstruction[] = [];
  const stages: StageSource[] = [];
  for (const node of nodes) {
    const instruction = atLine(node.line, () => readInstruction(node, dialect));
    const stage = stages.at(-1);
    if (instruction.kind === "FROM") stages.push(newStage(instruction, stages.length));
    else if (stage !== undefined) stage.instructions.push(instruction);
    else if (instruction.kind === "ARG") globalArgs.push(instruction);
    else
      atLine(node.line, () =>
        refuse("no build stage in current context", "only ARG may stand before the first FROM"),
      );
  }
  const [first, ...others] = stages;
  if (first === undefined) return refuseFile("dockerfile contains no stages to build", "it has no FROM");
  const check = dialect.directives.includes("check") ? checkDirective(bytes) : null;
  return { dialect, directives, escapeToken, check, globalArgs, stages: [first, ...others] };
}

function newStage(from: FromInstruction, before: number): StageSource {
  if (before === limits.stages) atLine(from.line, () => refuseLimit(`more than ${limits.stages} stages`));
  return { from, instructions: [] };
}
