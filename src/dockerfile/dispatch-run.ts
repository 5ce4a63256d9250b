import { type Bytes, isValidUtf8, toText } from "../bytes.ts";
import { cleanPath } from "../ignore/clean.ts";
import { heredocWordOrNull } from "./heredoc.ts";
import type { RunInstruction } from "./instructions.ts";
import { type Mount, readMount } from "./mounts.ts";
import { quoted, refuse } from "./refusal.ts";
import { addReferences, expandIn, type StageRun, type StageRuns, slashPath } from "./stage-run.ts";
import type { MountUse, Stage } from "./steps.ts";

/** convert.go dispatchRun, convert_runmount.go dispatchRunMounts. */
export function dispatchRun(
  run: StageRun,
  instruction: RunInstruction,
  sources: readonly Stage[],
  runs: StageRuns,
): void {
  const mounts = instruction.mounts.map((text) => readMount(text, (word) => expandIn(run, word).result));
  const rest = { source: "", written: "", unset: [], instruction, stage: run.stage };
  run.used.push({ path: "/", kind: "RUN", ...rest });
  if (instruction.heredocs.length > 0 && (instruction.json || instruction.args.length !== 1)) {
    refuse(`parsing produced an invalid run command: [${instruction.args.map(toText).join(" ")}]`);
  }
  if (!commandParts(instruction).every(isValidUtf8)) run.unwritable ??= instruction.line;
  const uses = mounts.map((mount, index) => useMount(run, mount, sources[index] ?? null));
  for (const [index, use] of uses.entries()) {
    if (use.type === "secret" || use.type === "ssh") continue;
    const from = use.fromStage === null ? null : (runs.get(use.fromStage) ?? null);
    const written = instruction.mounts[index] ?? "";
    const asked = from === null ? run.requested : from.used;
    asked.push({ ...rest, path: cleanPath(`/${use.source}`), source: use.source, written, kind: use.type });
    if (use.type !== "tmpfs") addReferences(run, from);
  }
  run.stage.steps.push({ kind: "RUN", instruction, mounts: uses });
}

/** What the builder has to run; a heredoc that is a script of its own (`#!`) travels as a file instead. */
function commandParts({ args, heredocs }: RunInstruction): Bytes[] {
  const isScript = heredocWordOrNull(args[0] ?? "") !== null && /^\t*#!/.test(heredocs[0]?.content ?? "");
  return isScript ? [] : [...args, ...heredocs.map(({ content }) => content)];
}

function useMount(run: StageRun, mount: Mount, source: Stage | null): MountUse {
  const fromContext = mount.from === "" && mount.type !== "cache";
  const use = { ...mount, fromStage: fromContext ? null : source };
  if (use.fromStage !== null && !use.fromStage.dispatched) refuseOrder(mount);
  if (mount.type === "ssh" && mount.source !== "") refuse("ssh does not support source");
  if (mount.type === "secret" && run.windows) checkWindowsSecret(run, mount);
  if (mount.type !== "secret" && mount.type !== "ssh") checkTarget(mount.target, run.workdir.path);
  return use;
}

/** convert_secrets.go dispatchSecret: Windows has no place where secrets go by themselves. */
function checkWindowsSecret(run: StageRun, { target, hasEnv }: Mount): void {
  if (target === "" && !hasEnv) refuse("secret target is required on Windows", "add target=C:/path");
  if (target !== "" && !slashPath(run, target).startsWith("/")) {
    refuse(`secret target ${quoted(target)} must be an absolute path with forward slashes on Windows`);
  }
}

function refuseOrder({ from, target }: Mount): never {
  const what = `cannot mount from stage ${quoted(from || "scratch")} to ${quoted(target)}`;
  return refuse(
    `${what}, stage needs to be defined before current command`,
    "move that stage above this one",
  );
}

function checkTarget(target: Bytes, workdir: Bytes): void {
  const absolute = target.startsWith("/") ? target : cleanPath(`/${workdir}/${target}`);
  if (absolute === "/") refuse('invalid mount target "/"', "give the mount a target=/path of its own");
}
