/** "1 file", "2 files", "2 directories", "2 private keys". */
export function count(number: number, what: string): string {
  const plural = /[^aeiou]y$/.test(what) ? `${what.slice(0, -1)}ies` : `${what}s`;
  return `${number} ${number === 1 ? what : plural}`;
}
