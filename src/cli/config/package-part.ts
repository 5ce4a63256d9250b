/**
 * Of the text of a package.json, which is JSON, what stands behind the key "ctxcheck", on the lines where it stands: the
 * reader of YAML would take seconds and hundreds of megabytes for the rest. A key that stands twice stays so.
 */
export function ownPart(text: string): string {
  const parts: string[] = [];
  let done = 0;
  for (const { start, end } of membersNamed(text, "ctxcheck")) {
    parts.push(lineBreaks(text.slice(done, start)), parts.length === 0 ? "{" : ",", text.slice(start, end));
    done = end;
  }
  return parts.length === 0 ? "{}" : `${parts.join("")}}`;
}

const lineBreaks = (text: string) => text.replace(/[^\n]+/g, "");

/** Of the outermost object, from the key to the end of its value. */
function* membersNamed(json: string, name: string): Generator<{ start: number; end: number }> {
  let [depth, start, isKey] = [0, -1, false];
  for (let at = 0; at < json.length; at++) {
    const char = json[at];
    if (char === '"') {
      const end = endOfString(json, at);
      if (depth === 1 && isKey && JSON.parse(json.slice(at, end)) === name) start = at;
      isKey = false;
      at = end - 1;
    } else if (char === "{" || char === "[") {
      isKey = depth === 0 && char === "{";
      depth++;
    } else if (char === "}" || char === "]" || char === ",") {
      if (depth === 1) {
        if (start >= 0) yield { start, end: at };
        start = -1;
        isKey = char === ",";
      }
      if (char !== ",") depth--;
    }
  }
}

/** Behind the closing quote. */
function endOfString(json: string, start: number): number {
  for (let at = start + 1; at < json.length; at++) {
    if (json[at] === "\\") at++;
    else if (json[at] === '"') return at + 1;
  }
  return json.length;
}
