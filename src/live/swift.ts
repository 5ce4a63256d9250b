import { type Bytes, toText } from "../bytes.ts";
import { insideOf } from "../context/links.ts";
import { pathOf } from "../diff/changed-paths.ts";
import type { BuildPlan } from "../plan/build-plan.ts";
import { consumersOf, consumes } from "../plan/consumers.ts";
import { applyRules } from "../plan/decide.ts";
import type { Report, ReportedFile } from "../report-model.ts";
import { listedFiles } from "../survey/listed-files.ts";

/** Two reports with only the files that may differ, and the second one with all of them. */
export interface Swift {
  readonly from: Report;
  readonly after: Report;
  readonly whole: Report;
}

/** With more paths than this, everything is decided again. */
const mostPaths = 64;

/**
 * Computes what is sent at a few paths, absolute, after they changed, without deciding any other entry. Findings stay
 * as they were. Null if the change may reach further: the rules differ, or a file has several names.
 */
export function swiftly(
  from: Report,
  touched: readonly Bytes[],
  before: BuildPlan,
  plan: BuildPlan,
): Swift | null {
  const { source, root } = plan.context;
  const paths = touched.flatMap((path) => insideOf(root, path) || []);
  if (touched.length > mostPaths || paths.length < touched.length || from.problems.length > 0) return null;
  if (source.hasLinks || !asksTheSame(before, plan)) return null;
  const old = (from.files ?? []).filter(liesIn(paths));
  const listed = listedFiles();
  const { problems } = applyRules(plan, { paths }, { entry: listed.entry });
  if (problems.length > 0 || source.hasLinks) return null;
  const now = listed.result();
  const after = { ...from, ...recounted(from, plan, old, now), files: now };
  const gone = new Set(old);
  const kept = (from.files ?? []).filter((file) => !gone.has(file));
  return { from: { ...from, files: old }, after, whole: { ...after, files: [...kept, ...now] } };
}

/** Whether it is the same build with the same rules, none of which is a list of what was found. */
function asksTheSame(before: BuildPlan, plan: BuildPlan): boolean {
  const reported = ({ builder, context, dockerfile, ignoreFile, requested }: BuildPlan) =>
    requested?.copiedPaths !== undefined || (requested?.directories.size ?? 0) > 0
      ? null
      : JSON.stringify([
          builder.name,
          context.root,
          dockerfile?.content,
          ignoreFile?.path,
          ignoreFile?.content,
          requested?.patterns?.map(({ text }) => text),
        ]);
  return reported(plan) !== null && reported(plan) === reported(before);
}

/** Called for every file that is sent, so no text is created for those that lie elsewhere. */
function liesIn(paths: readonly Bytes[]): (file: ReportedFile) => boolean {
  const all = paths.map((path) => ({ path, text: toText(path) }));
  const isIn = (file: string, path: string) =>
    file.startsWith(path) && (file.length === path.length || file[path.length] === "/");
  return (file) =>
    all.some(({ path, text }) =>
      file.pathBytes === undefined ? isIn(file.path, text) : isIn(pathOf(file), path),
    );
}

/** `wireBytes` counts frames, which are not measured here. */
function recounted(
  { sent, instructions }: Report,
  plan: BuildPlan,
  old: readonly ReportedFile[],
  now: readonly ReportedFile[],
): Pick<Report, "sent" | "instructions"> {
  const changed = <Row extends { readonly files: number; readonly bytes: number }>(
    row: Row,
    isIn: (file: ReportedFile) => boolean,
  ): Row => {
    const [gone, come] = [old.filter(isIn), now.filter(isIn)];
    const bytes = sum(come) - sum(gone);
    return { ...row, files: row.files + come.length - gone.length, bytes: row.bytes + bytes };
  };
  const consumers = consumersOf(plan);
  return {
    sent: { ...changed(sent, () => true), wireBytes: null },
    instructions: instructions.map((row, index) => {
      const consumer = consumers[index];
      return consumer === undefined ? row : changed(row, (file) => consumes(consumer, pathOf(file)));
    }),
  };
}

const sum = (files: readonly ReportedFile[]) => files.reduce((all, { bytes }) => all + bytes, 0);
