/** A shell pattern over a name that has no slash: `*` and `?`. It takes the time of both lengths, multiplied, at most. */
export function matchName(pattern: string, name: string): boolean {
  let [at, from, star, mark] = [0, 0, -1, 0];
  while (from < name.length) {
    if (at < pattern.length && (pattern[at] === "?" || pattern[at] === name[from]) && pattern[at] !== "*") {
      at++;
      from++;
    } else if (pattern[at] === "*") {
      star = at++;
      mark = from;
    } else if (star >= 0) {
      at = star + 1;
      from = ++mark;
    } else return false;
  }
  while (pattern[at] === "*") at++;
  return at === pattern.length;
}
