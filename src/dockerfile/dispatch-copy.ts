import { type Bytes, toText } from "../bytes.ts";
import { cleanPath } from "../ignore/clean.ts";
import { checkChmod, checkDigest, checkNumericOwner } from "./check-words.ts";
import { type Expanded, expand } from "./expand.ts";
import type { CopyInstruction } from "./instructions.ts";
import { refuse } from "./refusal.ts";
import { sourceType } from "./remote-source.ts";
import { addReferences, expandIn, type StageRun, type StageRuns, slashPath } from "./stage-run.ts";
import type { CopySource, CopyStep, Destination, Stage } from "./steps.ts";
import { containsWildcards } from "./wildcards.ts";

/** convert.go dispatch for COPY and ADD, convert_copy.go dispatchCopy. */
export function dispatchCopy(
  run: StageRun,
  instruction: CopyInstruction,
  from: Stage | null,
  runs: StageRuns,
): void {
  const word = (text: Bytes) => expandIn(run, text);
  const chown = word(instruction.chown).result;
  const chmod = word(instruction.chmod).result;
  const checksum = word(instruction.checksum).result;
  const words = instruction.sources.map((written) => ({ written, expanded: word(written) }));
  const dest = resolveDestination(run, word(instruction.dest).result);
  const inline = instruction.heredocs.map(({ name, content, expand: expands }) => {
    return { name, content: expands ? expandHeredoc(run, content) : content };
  });
  const { badMode, laterStage, passesOver } = run.inputs.dialect;
  if (from !== null && !from.dispatched && laterStage === "refused") refuseOrder(instruction, run.stage);
  if (instruction.link && !passesOver) checkNumericOwner(chown);
  if (badMode === "refused") checkChmod(chmod);
  const sources = words.map(({ written, expanded }) => readSource(instruction, written, expanded));
  if (checksum !== "" && !passesOver) checkChecksum(checksum, sources);
  run.stage.steps.push({ ...describeStep(instruction, chmod), inline, chown, from, sources, dest });
  noteRequests(run, instruction, sources, from, from === null ? null : (runs.get(from) ?? null));
}

/** convert.go dispatch, ExpandRaw: the body of a heredoc, always with a backslash as escape. */
function expandHeredoc(run: StageRun, content: Bytes): Bytes {
  return expand(content, run.variables, { ...run.inputs, escapeToken: "\\", skipProcessQuotes: true }).result;
}

function refuseOrder(instruction: CopyInstruction, stage: Stage): never {
  const [from, label] = [toText(instruction.from), stage.label].map((name) => JSON.stringify(name));
  return refuse(
    `cannot copy from stage ${from}, it needs to be defined before current stage ${label}`,
    "move that stage above this one",
  );
}

function describeStep(
  instruction: CopyInstruction,
  chmod: Bytes,
): Omit<CopyStep, "inline" | "chown" | "from" | "sources" | "dest"> {
  const { kind, comments, excludes, parents, link, unpack } = instruction;
  return {
    ...{ kind, instruction, comments, excludes, parents },
    link: link && chmod === "",
    unpack: unpack ?? kind === "ADD",
  };
}

/** convert_copy.go dispatchCopy: how one source is handled. */
function readSource(instruction: CopyInstruction, written: Bytes, expanded: Expanded): CopySource {
  const text = expanded.result;
  const words = { written, text, unset: [...expanded.unset] };
  const type = sourceType(text);
  if (type !== "local" && instruction.kind === "COPY") {
    const what = type === "git" ? "source can't be a git ref for COPY" : "source can't be a URL for COPY";
    refuse(what, "use ADD for it");
  }
  if (!instruction.parents || type !== "local") {
    return { ...words, type, path: cleanPath(`/${text}`), pattern: null, required: null };
  }
  const pivot = text.indexOf("/./");
  const base = pivot < 0 ? "/" : text.slice(0, pivot);
  const rest = pivot < 0 ? text : text.slice(pivot + "/./".length);
  const pattern = rest.startsWith("/") ? rest.slice(1) : cleanPath(`/${rest || "/"}`).slice(1);
  const literal = !containsWildcards(base) && !containsWildcards(pattern);
  const required = literal ? cleanPath(`/${base}/${pattern}`) : null;
  return { ...words, type, path: cleanPath(`/${base}`), pattern, required };
}

function checkChecksum(checksum: Bytes, sources: readonly CopySource[]): void {
  if (sources.length !== 1) refuse("checksum can't be specified for multiple sources");
  if (sources[0]?.type === "local") refuse("checksum requires HTTP(S) or Git sources");
  if (sources[0]?.type === "http") checkDigest(checksum);
}

/** convert_copy.go pathRelativeToWorkingDir, and how the path is normalized for the copy (llb normalizePath). */
function resolveDestination(run: StageRun, written: Bytes): Destination {
  const dest = slashPath(run, written);
  const absolute = dest.startsWith("/");
  const path = cleanPath(absolute ? dest : `${run.workdir.path}/${dest}`);
  const directory =
    path === "/" ||
    dest === "" ||
    dest === "." ||
    dest.endsWith("/") ||
    (run.inputs.dialect.dotIsDirectory && dest.endsWith("/."));
  return { path, directory, slash: dest.endsWith("/"), known: absolute || run.workdir.known };
}

/** convert.go dispatch: updates `ctxPaths` and `paths`. A Git source of ADD is also requested from the context. */
function noteRequests(
  run: StageRun,
  instruction: CopyInstruction,
  sources: readonly CopySource[],
  stage: Stage | null,
  from: StageRun | null,
): void {
  const { kind } = instruction;
  if (stage !== null && (from === null || !stage.dispatched)) return; // the start of a stage that comes later
  const requests = from === null ? run.requested : from.used;
  for (const { written, text, unset } of sources) {
    if (kind === "ADD" && /^https?:\/\//.test(text)) continue;
    requests.push({
      path: cleanPath(`/${text}`),
      source: text,
      written,
      unset,
      kind,
      instruction,
      stage: run.stage,
    });
  }
  if (sources.some(({ type }) => type === "local")) addReferences(run, from);
}
