import { createHash } from "node:crypto";

/** Escapes text, so that it is never markup. */
export const htmlText = (words: string): string =>
  words.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);

const hashOf = (content: string): string => `sha256-${createHash("sha256").update(content).digest("base64")}`;

interface HtmlPage {
  readonly title: string;
  readonly style: string;
  readonly script?: string;
  /** Markup. */
  readonly body: readonly string[];
}

/** Renders a page whose policy allows only its script and its style, by their hashes. */
export function htmlPage({ title, style, script, body }: HtmlPage): string {
  const policy = [
    "default-src 'none'",
    ...(script === undefined ? [] : [`script-src '${hashOf(script)}'`]),
    `style-src '${hashOf(style)}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  return [
    "<!doctype html>",
    '<html lang="en">',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${htmlText(title)}</title>`,
    `<style>${style}</style>`,
    ...body,
    ...(script === undefined ? [] : [`<script type="module">${script}</script>`]),
    "</html>",
    "",
  ].join("\n");
}
