import type { Report } from "../report-model.ts";
import { showBytes } from "../sizes.ts";
import { columns } from "./columns.ts";
import { safe } from "./escape.ts";
import { paint, type View } from "./view.ts";
import { count } from "./words.ts";

const reasons: Readonly<Record<string, string>> = {
  named: "named with --ignore-file",
  "beside-dockerfile": "beside the Dockerfile; it replaces the one in the root of the context",
  "context-root": "in the root of the context",
};

/** Renders which build it is, and why. */
export function header(report: Report, view: View): string[] {
  const rows = [
    ["Context", `${safe(report.context)}${given(report)}`],
    ...commit(report),
    ["Dockerfile", dockerfile(report)],
    ...(report.target === null ? [] : [["Target", safe(report.target)]]),
    ["Ignore file", ignoreFile(report)],
    ["Builder", builderWords(report)],
  ];
  return columns(rows.map(([name = "", value = ""]) => [paint(view, "bold", name), value]));
}

/** Describes what is given instead of a directory. */
function given({ given }: Report): string {
  switch (given?.kind) {
    case "archive":
      return ` (an archive of ${showBytes(given.bytes ?? 0)})`;
    case "git":
      return " (a Git URL, read from the clone here as it was last fetched)";
    case "dockerfile":
      return " (a Dockerfile on stdin: the context is empty)";
    default:
      return "";
  }
}

/** What a checkout contains in addition is not counted. */
function commit({ commit }: Report): string[][] {
  if (commit === null) return [];
  const { ref, id, submodules, refused } = commit;
  const notes = [
    "no .git, no LFS contents",
    ...(submodules === 0 ? [] : [`${count(submodules, "submodule")} empty`]),
    ...(refused.length === 0
      ? []
      : [`${count(refused.length, "path")} that git refuses to check out left out`]),
  ];
  return [["Files of", `${safe(ref)} (${id.slice(0, 12)}; ${notes.join("; ")})`]];
}

function dockerfile({ dockerfile, dockerfilesElsewhere: [elsewhere, another] }: Report): string {
  if (dockerfile === null) {
    const one = elsewhere === undefined ? "" : ` (is -f ${safe(elsewhere)} meant?)`;
    const hint = another === undefined ? one : " (ctxcheck builds lists those below)";
    return `none: everything that is allowed counts as sent${hint}`;
  }
  return dockerfile === "-" ? "on stdin" : safe(dockerfile);
}

function ignoreFile({ ignoreFile, ignoreFileReason, patterns, given, builder }: Report): string {
  if (given?.filtered === false && given.kind !== "dockerfile")
    return `none: ${builder} applies none to ${given.kind === "git" ? "a Git URL" : "an archive"}, and has all of it`;
  if (ignoreFile === null) return "none: nothing is excluded";
  const what = patterns === 1 ? "1 pattern" : `${patterns} patterns`;
  return `${safe(ignoreFile)} (${what}; ${reasons[ignoreFileReason ?? ""] ?? ""})`;
}

/** Which release is meant, if releases differ, and how to select the other. */
const releases: Readonly<Record<string, string>> = {
  classic: "classic (Engine 20.10; of 28: classic@28)",
  "classic@28": "classic@28 (Engine 28; of 20.10: classic)",
  buildah: "buildah (1.45; of 1.28: buildah@1.28)",
  "buildah@1.28": "buildah@1.28 (of 1.45: buildah)",
};

export const builderWords = ({ builder, os }: Pick<Report, "builder" | "os">): string =>
  os === null ? (releases[builder] ?? builder) : `${builder} with a client on Windows`;
