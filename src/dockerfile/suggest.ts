/** Returns "did you mean X?" for a misspelled word, or undefined (util/suggest: at most two edits away). */
export function suggest(word: string, options: Iterable<string>): string | undefined {
  const best = closest(word, options);
  return best === undefined ? undefined : `did you mean ${best}?`;
}

/** As `closest`, but at most one edit away from a word of three letters: "foo" is not meant for "fix" or "bom". */
export const meantBy = (word: string, options: Iterable<string>): string | undefined =>
  closest(word, options, word.length > 3 ? 2 : 1);

/** Returns the option that is at most two edits away; none if the word is one of them. Long words are not compared. */
export function closest(word: string, options: Iterable<string>, most = 2): string | undefined {
  let best: string | undefined;
  // One letter is two edits away from every word of three.
  let bestDistance = Math.min(most + 1, word.length);
  for (const option of options) {
    if (option === word) return undefined;
    if (word.length > 64 || Math.abs(option.length - word.length) >= bestDistance) continue;
    const distance = editDistance(word, option);
    if (distance < bestDistance) [best, bestDistance] = [option, distance];
  }
  return best;
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
