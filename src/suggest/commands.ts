import type { Bytes } from "../bytes.ts";
import { isFailure, type TreeRoot } from "../context/source.ts";
import type { Instruction } from "../dockerfile/instructions.ts";
import type { Dockerfile } from "../dockerfile/read.ts";
import { cleanPath } from "../ignore/clean.ts";

/** What a build runs, as far as it can be read. */
export interface Commands {
  /** The RUN, CMD, ENTRYPOINT, SHELL and HEALTHCHECK instructions with their heredocs. */
  readonly instructions: Bytes;
  /** Those, and the scripts, makefiles and manifests of the context that they name or use. */
  readonly all: Bytes;
}

/** Longer files are no scripts. */
const longestScript = 65_536;
const mostScripts = 50;

export function commandsOf(dockerfile: Dockerfile, { source, root }: TreeRoot): Commands {
  const instructions = dockerfile.stages
    .flatMap((stage) => stage.instructions)
    .flatMap(commandText)
    .join("\n");
  const scripts = [...new Set([...namedFiles(instructions), ...usedFiles(instructions)])].slice(
    0,
    mostScripts,
  );
  const read = (path: Bytes): Bytes => {
    const found = source.stats(`${root}/${path}`);
    if (isFailure(found) || !found.isFile() || found.size > longestScript) return "";
    const content = source.read(`${root}/${path}`);
    return isFailure(content) || content.content.includes("\0") ? "" : content.content;
  };
  return { instructions, all: [instructions, ...scripts.map(read)].join("\n") };
}

function commandText(instruction: Instruction): Bytes[] {
  switch (instruction.kind) {
    case "RUN":
      return [instruction.text, ...instruction.heredocs.map(({ content }) => content)];
    case "OTHER":
      return [instruction.text];
    case "COPY":
    case "ADD":
      return instruction.heredocs.map(({ content }) => content);
    case "ONBUILD":
      return [instruction.expression];
    default:
      return [];
  }
}

/** Words that could be files of the context: `./build.sh`, `scripts/build.sh`, also where they land below a directory. */
function namedFiles(text: Bytes): Bytes[] {
  return [...text.matchAll(/[\w./@-]+\.(?:sh|bash|py|js|mjs|cjs|ts|rb|pl|php|mk|ps1)\b/g)]
    .map(([word]) => cleanPath(word))
    .flatMap((path) => path.split("/").map((_, at, names) => names.slice(at).join("/")))
    .filter((path) => path !== "" && !path.startsWith(".."));
}

const used: readonly (readonly [RegExp, readonly Bytes[]])[] = [
  [/\bmake\b/, ["Makefile", "makefile", "GNUmakefile"]],
  [/\b(npm|pnpm|yarn|bun)\b/, ["package.json"]],
  [/\bjust\b/, ["justfile", "Justfile"]],
  [/\btask\b/, ["Taskfile.yml", "Taskfile.yaml"]],
  [/\brake\b/, ["Rakefile"]],
  [/\bcomposer\b/, ["composer.json"]],
];

const usedFiles = (text: Bytes): Bytes[] => used.flatMap(([tool, files]) => (tool.test(text) ? files : []));

/** Whether a text speaks of a name as a word of a path. */
export function speaksOf(text: Bytes, name: Bytes): boolean {
  const isPart = (char: string | undefined) => char !== undefined && /[\w.-]/.test(char);
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
    const end = text[at + name.length];
    const isEnd = !isPart(end) || (end === "." && !/\w/.test(text[at + name.length + 1] ?? ""));
    if (!isPart(text[at - 1]) && isEnd) return true;
  }
  return false;
}
