const colors: Readonly<Record<string, string>> = {
  "31": "#ff7b72",
  "32": "#7ee787",
  "33": "#e3b341",
  "36": "#79c0ff",
  "1": "#ffffff",
  "2": "#8b949e",
};

const colorCode = /\u001b\[(\d+)m/g;
const wide = 8.43;
const high = 19;

/** What a terminal shows of a text with colors, as a picture. */
export function terminalSvg(title: string, output: string): string {
  const lines = [`$ ${title}`, ...output.trimEnd().split("\n")];
  const columns = Math.max(...lines.map((line) => line.replace(colorCode, "").length));
  const [width, height] = [Math.ceil(columns * wide) + 32, lines.length * high + 28];
  const rows = lines.map((line, at) => `<text x="16" y="${at * high + 27}">${spans(line)}</text>`);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" role="img" aria-label="${escaped(title)}">`,
    `<rect width="100%" height="100%" rx="8" fill="#0d1117"/>`,
    `<g font-family="ui-monospace,SFMono-Regular,Menlo,Consolas,monospace" font-size="14" fill="#c9d1d9">`,
    ...rows,
    "</g>",
    "</svg>",
    "",
  ].join("\n");
}

/** A line with its colors; what the picture has no color for keeps that of the text. */
function spans(line: string): string {
  let fill = "";
  let at = 0;
  let written = "";
  for (const { 0: code, 1: number = "", index } of line.matchAll(colorCode)) {
    written += span(line.slice(at, index), fill);
    fill = colors[number] ?? "";
    at = index + code.length;
  }
  return written + span(line.slice(at), fill);
}

const span = (text: string, fill: string): string =>
  text === "" ? "" : fill === "" ? escaped(text) : `<tspan fill="${fill}">${escaped(text)}</tspan>`;

/** Viewers join blanks; those that do not break stay. */
const escaped = (text: string): string =>
  text.replaceAll(" ", "\u00a0").replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
