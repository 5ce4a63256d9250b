import { toText } from "../bytes.ts";
import { brief } from "../secrets/mask-values.ts";
import { showBytes } from "../sizes.ts";
import type { Finding } from "./finding.ts";

type Of<Rule extends Finding["rule"]> = Extract<Finding, { rule: Rule }>;

const quoted = (path: string): string => JSON.stringify(toText(path));
const mostLost = 3;

export function collisionWords({ instruction, lost }: Of<"copy-collides">): string {
  const reported = lost.slice(0, mostLost).map(({ path, by }) => `${quoted(path)} by ${quoted(by)}`);
  const rest = lost.length > mostLost ? `, and ${lost.length - mostLost} more` : "";
  return `${brief(toText(instruction))}: several files have one place, and the last one is kept: lost ${reported.join(", ")}${rest}. COPY --parents keeps their directories`;
}

export function vainWords({ files, bytes = 0, first }: Of<"exclude-in-vain">): string {
  const what = files === 1 ? "1 file" : `${files} files`;
  return `--exclude leaves out ${what}, ${showBytes(bytes)} (the first is ${quoted(first)}), which the builder is sent anyway and nothing else uses: exclude ${files === 1 ? "it" : "them"} in the ignore file`;
}

export function overInstalledWords(
  { directory, run }: Of<"copy-over-installed">,
  dockerfile: string,
): string {
  return `it copies ${quoted(directory)} of this machine over what ${dockerfile}:${run} installed: exclude it in the ignore file`;
}
