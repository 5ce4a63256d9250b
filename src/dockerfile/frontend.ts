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
  return found !== "" || !/^\s*\{/.test(text) ? found : jsonSyntax(text);
}

function jsonSyntax(text: Bytes): Bytes {
  try {
    const { syntax } = Object(JSON.parse(text));
    return typeof syntax === "string" ? syntax : "";
  } catch {
    return "";
  }
}

function directive(text: Bytes, comment: "#" | "//"): Bytes {
  const reader = new DirectiveReader(["syntax", "escape", "check"]);
  try {
    for (let [start, line] = [0, 1]; text.startsWith(comment, start); line++) {
      const end = text.indexOf("\n", start);
      const plain = text.slice(start + comment.length, end < 0 ? undefined : end).replace(/\r$/, "");
      if (!reader.read(`#${plain}`, line) || end < 0) break;
      start = end + 1;
    }
  } catch {
    // What comes behind a directive that is refused is not read.
  }
  return reader.found.find(({ name }) => name === "syntax")?.value ?? "";
}
