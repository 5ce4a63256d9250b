/** "1 file", "2 files", "2 directories". */
export function count(number: number, what: string): string {
  const plural = what.endsWith("y") ? `${what.slice(0, -1)}ies` : `${what}s`;
  return `${number} ${number === 1 ? what : plural}`;
}
