import type { Difference } from "../../diff/model.ts";
import { showBytes } from "../../sizes.ts";
import { columns } from "../columns.ts";
import { noGit } from "../difference.ts";
import { safe } from "../escape.ts";
import { code, table } from "../markdown-text.ts";
import { signedBytes, signedCount } from "../words.ts";

/** How the builds of a directory differ between two commits or directories: version 1 of `diff --all --format json`. */
export interface RepositoryDifference {
  readonly version: 1;
  /** Builds that both sides have. */
  readonly builds: readonly { readonly name: string; readonly difference: Difference }[];
  readonly added: readonly string[];
  readonly removed: readonly string[];
  /** What was not inspected on one of the sides, and why. */
  readonly unread: readonly { readonly name: string; readonly problem: string }[];
}

const titles = ["Build", "Sent before", "Sent then", "Change", "Files", "Findings"];

/** Renders one row per build, and below every finding that is new or gone. */
export function renderRepositoryDifference(changed: RepositoryDifference, markdown: boolean): string {
  const rows = changed.builds.map(({ name, difference }) => row(name, difference, markdown));
  const lines = markdown ? [table(titles, rows, [1, 2, 3])] : columns([titles, ...rows], [1, 2, 3]);
  const isWithoutGit = changed.builds.some(({ difference }) => difference.withoutGit);
  const dash = markdown ? "- " : "";
  const list = [
    ...changed.builds.flatMap(({ name, difference: { findings } }) => [
      ...findings.added.map(({ rule, path }) => `new: ${rule} ${path ?? ""} (${name})`),
      ...findings.gone.map(({ rule, path }) => `gone: ${rule} ${path ?? ""} (${name})`),
    ]),
    ...changed.added.map((name) => `new build: ${name}`),
    ...changed.removed.map((name) => `build gone: ${name}`),
    ...changed.unread.map(({ name, problem }) => `${name} not compared: ${problem}`),
  ].map((text) => `${dash}${markdown ? code(safe(text)) : safe(text)}`);
  const git = isWithoutGit ? ["", noGit] : [];
  return `${[...lines, ...git, ...(list.length === 0 ? [] : ["", ...list])].join("\n")}\n`;
}

function row(name: string, { bytes, files, findings }: Difference, markdown: boolean): string[] {
  const { added, gone } = findings;
  return [
    markdown ? code(safe(name)) : safe(name),
    showBytes(bytes.from),
    showBytes(bytes.to),
    signedBytes(bytes.to - bytes.from),
    signedCount(files.to - files.from, "file"),
    added.length + gone.length === 0 ? "" : `${added.length} new, ${gone.length} gone`,
  ];
}
