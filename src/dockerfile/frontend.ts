import { type Bytes, toText } from "../bytes.ts";
import { DirectiveReader } from "./directives.ts";

/** The frontends of Docker, wherever they are mirrored. */
const own = /(^|\/)docker\/dockerfile(-upstream)?(:[^/@]*)?(@[^/]*)?$/;

/**
 * The image that reads the Dockerfile instead of BuildKit's own frontend, where it is not Docker's: what it makes of the
 * text is not known (parser.DetectSyntax; the argument BUILDKIT_SYNTAX comes first). Null where there is none.
 */
export function foreignFrontend(content: Bytes, buildArgs: ReadonlyMap<Bytes, Bytes>): string | null {
  const named = buildArgs.get("BUILDKIT_SYNTAX") ?? "";
  const syntax = named === "" ? writtenSyntax(content) : named;
  const [image = ""] = toText(syntax).trim().split(/\s+/);
  return image === "" || own.test(image) ? null : image;
}

/** A script may have a line for the shell in front, and may comment with slashes. */
function writtenSyntax(content: Bytes): Bytes {
  const text = content.replace(/^\xef\xbb\xbf/, "").replace(/^#![^\n]*\n/, "");
  const found = directive(text, "#") || directive(text, "//");
  if (found !== "" || !/^\s*\{/.test(text)) return found;
  return /"syntax"\s*:\s*"([^"\n]*)"/.exec(text.slice(0, mostRead))?.[1] ?? "";
}

const mostRead = 4096;

function directive(text: Bytes, comment: "#" | "//"): Bytes {
  const reader = new DirectiveReader(["syntax", "escape", "check"]);
  try {
    for (const [at, line] of text.slice(0, mostRead).split("\n").entries()) {
      const plain = line.replace(/\r$/, "");
      if (!plain.startsWith(comment) || !reader.read(`#${plain.slice(comment.length)}`, at + 1)) break;
    }
  } catch {
    // What comes behind a directive that is refused is not read.
  }
  return reader.found.find(({ name }) => name === "syntax")?.value ?? "";
}
