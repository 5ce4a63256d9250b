import type { Build, FileProblem, Reading } from "../builds/model.ts";
import { columns } from "./columns.ts";
import { safe } from "./escape.ts";
import { paint, type View } from "./view.ts";

export function renderBuilds({ builds, problems }: Reading, view: View): string {
  const lines = [
    ...(builds.length === 0 ? ["No builds found."] : table(builds, view)),
    ...notes(builds, view),
    ...problems.map((problem) => paint(view, "yellow", problemLine(problem))),
  ];
  return `${lines.join("\n")}\n`;
}

function table(builds: readonly Build[], view: View): string[] {
  const head = ["build", "context", "Dockerfile", "target", "defined in"];
  const [first = "", ...rest] = columns([head, ...builds.map(row)]);
  return [paint(view, "dim", first), ...rest];
}

function row({ name, context, git, dockerfile, target, source }: Build): string[] {
  return [
    name,
    git === true ? `${shown(context)} (commit)` : shown(context),
    dockerfile ?? "inline",
    target ?? "",
    `${source.file}:${source.line}`,
  ].map(safe);
}

const shown = (path: string): string => (path === "" ? "." : path);

/** Returns what does not fit in a row. */
function notes(builds: readonly Build[], view: View): string[] {
  return builds.flatMap(({ name, problem, guessed, git, secrets = [], ssh = [] }) => {
    const taken = [
      ...(secrets.length === 0 ? [] : [`secrets ${secrets.join(", ")}`]),
      ...(ssh.length === 0 ? [] : [`SSH ${ssh.join(", ")}`]),
    ];
    if (taken.length > 0) return [paint(view, "dim", safe(`${name}: gets ${taken.join("; ")}, too`))];
    if (problem !== null) return [paint(view, "yellow", safe(`${name}: ${problem}`))];
    if (guessed !== undefined) return [paint(view, "dim", safe(`${name}: context guessed: ${guessed}`))];
    return git === true
      ? [paint(view, "dim", safe(`${name}: builds the commit; the ignore file of the checkout is not read`))]
      : [];
  });
}

function problemLine({ file, line, message }: FileProblem): string {
  return safe(`${file}${line === null ? "" : `:${line}`}: ${message}`);
}

export const problemWords = ({ message }: FileProblem): string => safe(message);
