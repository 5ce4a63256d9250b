import { type Bytes, fromText } from "../bytes.ts";
import { keyKind } from "./key-names.ts";
import { isMachineMade } from "./looks.ts";

/** A value given to a name, as shells, Dockerfiles, headers, settings, JSON and XML write it; quotes may be escaped. */
const given =
  /(\\?["'])?(?:=|: ?)(?:(\\?(?:["']|&quot;|&#3[49];))([^"'\\<>&\n]+)|([^\s"'\\<>&,;`|(){}[\]]+))/g;
/**
 * The user of an address and what follows it; one slash suffices, because an address read as a path has lost the other.
 */
const user = /(:\/{1,2}(?:[^\s/"'<>@:\\]{0,256}:)?)([^\s/"'<>@:\\]{1,256})(?=@)(?!@sha\d)/g;
const nameByte = /[\w.-]/;
const longestName = 64;
const hidden = "\xe2\x80\xa6";

/**
 * Returns a text as it may be shown, without values that a name or their place in an address marks as secret. JSON and
 * XML syntax stays.
 */
export function withoutValues(text: Bytes): Bytes {
  return withoutUsers(withoutGiven(text));
}

function withoutGiven(text: Bytes): Bytes {
  const parts: Bytes[] = [];
  let done = 0;
  given.lastIndex = 0;
  for (let match = given.exec(text); match !== null; match = given.exec(text)) {
    const [, close, open, quoted, bare = ""] = match;
    const value = quoted ?? bare;
    const start = given.lastIndex - value.length;
    // Another name may begin in the value.
    given.lastIndex = start;
    // A key of our own JSON has an unquoted value, or is no name of a secret.
    if (isHarmless(value) || (close !== undefined && open === undefined)) continue;
    const kind = keyKind(nameBefore(text, match.index));
    // A plain `key` belongs to a table, in our own JSON, too, unless its value is machine-made.
    if (kind === null || (kind === "bare" && !isMachineMade(value))) continue;
    parts.push(text.slice(done, start), hidden);
    done = start + value.length;
    given.lastIndex = done;
  }
  return parts.length === 0 ? text : [...parts, text.slice(done)].join("");
}

/**
 * A reference, a switch, the head of a key, an already hidden value, or another secret name that precedes its value.
 */
const isHarmless = (value: Bytes) =>
  /^(?:\$|(?:true|false|null|none|off|-----BEGIN|\d{1,3})$)|\xe2\x80\xa6/.test(value) ||
  (/^[A-Za-z_][\w.-]*:$/.test(value) && keyKind(value.slice(0, -1)) !== null);

function nameBefore(text: Bytes, end: number): Bytes {
  let start = end;
  while (start > 0 && end - start < longestName && nameByte.test(text.charAt(start - 1))) start--;
  return text.slice(start, end);
}

/** `git@` is no secret; a user alone is one if it is as long as a token. */
function withoutUsers(text: Bytes): Bytes {
  if (!text.includes("@")) return text;
  return text.replace(user, (match, before: Bytes, value: Bytes) =>
    before.endsWith("/") && value.length < 16 ? match : `${before}${hidden}`,
  );
}

/** A run of letters, digits and signs long enough for a token; an address with a user; a key; a header. */
const runs = /[\w+/=-]{16,}/g;
const marked = /:\/\/[^\s/"'<>]*@|-----BEGIN|authorization|bearer/i;
/** Hexadecimal numbers are fingerprints; only their context makes them tokens. */
const tokenLike = /[g-zG-Z_-]/;

/** Whether a text is worth a search for secrets, which loads the rules. */
export function mayHoldSecret(text: Bytes): boolean {
  if (marked.test(text)) return true;
  for (const [run] of text.matchAll(runs)) if (tokenLike.test(run) && isMixed(run)) return true;
  return false;
}

/** Whether a run may be a token: a path of words is none, nor is a name as in our JSON. */
const isMixed = (run: Bytes) =>
  /\d/.test(run) || (/[a-z]/.test(run) && /[A-Z]/.test(run) && !/^[a-z]+(?:[A-Z][a-z]+)+$/.test(run));

/**
 * What has room of a text. One that may hold a secret stays whole: where it is printed a secret is known by what stands around
 * it, and a part of one would not be.
 */
export function brief(text: string, most = 60): string {
  return text.length <= most || mayHoldSecret(fromText(text)) ? text : `${text.slice(0, most - 1)}…`;
}
