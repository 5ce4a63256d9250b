import { withoutSecrets } from "../secrets/mask-text.ts";

/**
 * Text that stays literal in GitHub's and GitLab's Markdown: no markup, no HTML, no new cell, no mention, no link. On
 * one line, control characters escaped (`safe`).
 */

/**
 * Formats a name as a code span, which only a backtick ends, but in a table also a bar; with one of them, every sign
 * becomes a character reference, which cannot start anything.
 */
export function code(given: string): string {
  const text = withoutSecrets(given);
  if (/^[^\s`|\\]([^`|\\]*[^\s`|\\])?$/.test(text)) return `\`${text}\``;
  return `<code>${text.replace(signs, (sign, inner?: string) => inner ?? reference(sign))}</code>`;
}

/** Underscores inside a word start nothing and stay: a token must be recognizable where secrets are masked. */
const innerUnderscores = "(?<=[a-z0-9])_+(?=[a-z0-9])";
const signs = new RegExp(`(${innerUnderscores})|[^\\p{L}\\p{M}\\p{N} /-]`, "giu");

const reference = (char: string): string => `&#${char.codePointAt(0)};`;

/** A sentence that may hold names. What GitHub reads in text that was already parsed is parted by an empty comment (`part`). */
export function prose(text: string, part = (sign: string) => `${sign}<!-- -->`): string {
  return withoutSecrets(text).replace(active, (sign, inner?: string) => {
    if (inner !== undefined) return inner;
    if (/[&<>|]/.test(sign)) return reference(sign);
    return /[\\`*_{}[\]~^$]/.test(sign) ? `\\${sign}` : part(sign);
  });
}

const active = new RegExp(
  `(${innerUnderscores})|[&<>|\\\\\`*_{}[\\]~^$]|[@#!](?=\\w)|:(?=//)|www(?=\\.)`,
  "gi",
);

/** Renders the cells as given; columns in `right` are right-aligned. */
export function table(
  titles: readonly string[],
  rows: readonly (readonly string[])[],
  right: readonly number[] = [],
): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const rule = titles.map((_, column) => (right.includes(column) ? "--:" : "---"));
  return [titles, rule, ...rows].map(line).join("\n");
}
