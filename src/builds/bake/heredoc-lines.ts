/** A piece of a template: text, or a sequence, whose contents do not matter. */
interface Line {
  readonly is: string;
  value?: unknown;
}

/** Removes the blanks that all lines begin with; lines of blanks only stay as they are. */
export function moveLeft(pieces: readonly Line[]): void {
  const least = linesOf(pieces).reduce(
    (fewest, { line }) => Math.min(fewest, leadingBlanks(line ?? "")),
    Number.POSITIVE_INFINITY,
  );
  if (!Number.isFinite(least)) return;
  for (const [at, piece] of pieces.entries()) {
    if (piece.is !== "text" || typeof piece.value !== "string") continue;
    const starts = startsLine(pieces, at);
    piece.value = linesIn(piece.value)
      .map((line, index) => ((index > 0 || starts) && !isBlank(line) ? line.slice(least) : line))
      .join("");
  }
}

/** Returns the text of each line that is not blank; undefined for one that begins with a sequence. */
function linesOf(pieces: readonly Line[]): { line: string | undefined }[] {
  return pieces.flatMap((piece, at): { line: string | undefined }[] => {
    const starts = startsLine(pieces, at);
    if (piece.is !== "text" || typeof piece.value !== "string") return starts ? [{ line: undefined }] : [];
    return linesIn(piece.value)
      .filter((line, index) => (index > 0 || starts) && !isBlank(line))
      .map((line) => ({ line }));
  });
}

const linesIn = (value: string): string[] => value.split(/(?<=\n)/);
const isBlank = (line: string): boolean => line.endsWith("\n") && line.trim() === "";

function startsLine(pieces: readonly Line[], at: number): boolean {
  const before = pieces[at - 1];
  return before === undefined || (typeof before.value === "string" && before.value.endsWith("\n"));
}

const leadingBlanks = (line: string): number => line.length - line.trimStart().length;
