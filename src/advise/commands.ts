import type { Bytes } from "../bytes.ts";
import type { TreeRoot } from "../context/source.ts";
import type { Instruction } from "../dockerfile/instructions.ts";
import type { Dockerfile } from "../dockerfile/read.ts";
import { cleanPath } from "../ignore/clean.ts";
import { readFile } from "./manifest.ts";

/** The commands of a build, as far as they can be read. */
export interface Commands {
  /** RUN, CMD, ENTRYPOINT, SHELL and HEALTHCHECK instructions with their heredocs. */
  readonly instructions: Bytes;
  /** Those, plus the scripts and makefiles of the context that they name or use. */
  readonly run: Bytes;
  /** Those, plus the manifests of the tools that they use, which are not necessarily run. */
  readonly all: Bytes;
}

/** Longer files are not scripts. */
const longestScript = 65_536;
const mostScripts = 50;

export function commandsOf(dockerfile: Dockerfile, context: TreeRoot): Commands {
  const texts = dockerfile.stages.flatMap((stage) => stage.instructions).flatMap(commandText);
  const instructions = withoutRemoving(texts.join("\n"));
  const read = (path: Bytes): Bytes => {
    const content = readFile(context, path, longestScript);
    return content.includes("\0") ? "" : withoutRemoving(content);
  };
  const contents = (paths: readonly Bytes[]) =>
    [...new Set(paths)].slice(0, mostScripts).map(read).join("\n");
  const run = `${instructions}\n${contents([...namedFiles(instructions), ...usedFiles(makefiles, instructions)])}`;
  return { instructions, run, all: `${run}\n${contents(usedFiles(manifests, instructions))}` };
}

/** `rm -f` does not need what it removes. */
const withoutRemoving = (commands: Bytes): Bytes =>
  commands.replace(removal, (text, lead: string) => (/\s(-\w*f\w*|--force)\b/.test(text) ? lead : text));

const removal = /(^|[\n;&|({]|\b(?:RUN|sudo|do|then) )[ \t]{0,64}rm\s[^\n;&|()`]*/gi;

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

/** Words that could be files of the context: `./build.sh`, `scripts/build.sh`, also when copied below a directory. */
function namedFiles(text: Bytes): Bytes[] {
  return [...text.matchAll(/[\w./@-]+\.(?:sh|bash|py|js|mjs|cjs|ts|rb|pl|php|mk|ps1)\b/g)]
    .map(([word]) => cleanPath(word))
    .flatMap((path) => path.split("/").map((_, at, names) => names.slice(at).join("/")))
    .filter((path) => path !== "" && !path.startsWith(".."));
}

type Used = readonly (readonly [RegExp, readonly Bytes[]])[];

const makefiles: Used = [
  [/\bmake\b/, ["Makefile", "makefile", "GNUmakefile"]],
  [/\bjust\b/, ["justfile", "Justfile"]],
  [/\btask\b/, ["Taskfile.yml", "Taskfile.yaml"]],
  [/\brake\b/, ["Rakefile"]],
];

const manifests: Used = [
  [/\b(npm|pnpm|yarn|bun)\b/, ["package.json"]],
  [/\bcomposer\b/, ["composer.json"]],
];

const usedFiles = (used: Used, text: Bytes): Bytes[] =>
  used.flatMap(([tool, files]) => (tool.test(text) ? files : []));

/** Whether a text mentions a name as a component of a path. */
export function speaksOf(text: Bytes, name: Bytes): boolean {
  const isPart = (char: string | undefined) => char !== undefined && /[\w.-]/.test(char);
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
    const end = text[at + name.length];
    const isEnd = !isPart(end) || (end === "." && !/\w/.test(text[at + name.length + 1] ?? ""));
    if (!isPart(text[at - 1]) && isEnd) return true;
  }
  return false;
}
