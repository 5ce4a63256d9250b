/**
 * What a CI log takes for a command: a line that begins with `::` (GitHub Actions, which ignores leading blanks), and
 * `##[`, `##vso[` and `##teamcity[` anywhere (Actions and Azure Pipelines, TeamCity). In byte strings, any non-ASCII
 * byte may be part of a blank.
 */
const lineCommand =
  /(^|[\n\r])([\t\v\f \x80-\xff\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]*):(?=:)/g;
const wordCommand = /#(?=#(?:\[|vso\[|teamcity\[))/gi;

/** Returns whole lines of text, or of a byte string, without commands: the sign that begins one is escaped. */
export function withoutCommands(text: string): string {
  if (!text.includes("::") && !text.includes("##")) return text;
  return withoutWordCommands(text).replace(lineCommand, "$1$2\\x3a");
}

/** The same for lines that are commands of ctxcheck. */
export const withoutWordCommands = (text: string): string => text.replace(wordCommand, "\\x23");

/** The same in JSON, with an escape of the same meaning. */
export const withoutJsonCommands = (json: string): string => json.replace(wordCommand, "\\u0023");
