import type { Bytes } from "../bytes.ts";

/** Only characters that stand for themselves (rule B8 lists those that do not), slashes and stars. */
const plain = /^[\w.+()$\-,:;=@~&'"<>%!# /*]+$/;
/** As many as fit in a set of bits. */
const mostComponents = 29;
/** Go may reject the regexp of a longer text. */
const longest = 65_535;

/**
 * Returns the components of a pattern that is compared as a regexp (rule B4), if each is `**` or a name with or without
 * single stars; null for any other. What the regexp means (rules B3, B5) then applies to whole components, and no
 * automaton is needed: `*` is any bytes, `**` any number of names without a newline (`.` matches none), at the end at
 * least one.
 */
export function plainComponents(text: Bytes): readonly Bytes[] | null {
  const components = plain.test(text) ? namesAndStars(text) : null;
  return components !== null && isRegexp(components) ? components : null;
}

/** The same for the older matchers, which compare everything as a regexp and escape fewer operators (rules B6, F7). */
export function olderComponents(text: Bytes): readonly Bytes[] | null {
  return plain.test(text) && !/[+()]/.test(text) ? namesAndStars(text) : null;
}

function namesAndStars(text: Bytes): readonly Bytes[] | null {
  if (text.length > longest) return null;
  const components = text.split("/");
  if (components.length > mostComponents) return null;
  return components.every((one) => one === "**" || (one !== "" && !one.includes("**"))) ? components : null;
}

/** Whether a regexp is needed: names alone, and names before or after the only `**`, are compared as text. */
function isRegexp(components: readonly Bytes[]): boolean {
  if (components.some((one) => one !== "**" && one.includes("*"))) return true;
  const [first, second] = components.flatMap((one, at) => (one === "**" ? [at] : []));
  return second !== undefined || (first !== undefined && first > 0 && first < components.length - 1);
}

/** How far such a pattern has advanced: sets of places between its components, as bits. */
export interface Places {
  /** At the root of the context. */
  readonly start: number;
  /** Returns the places inside the directory `name`; 0 if nothing below can match. */
  after(places: number, name: Bytes): number;
  /** Returns a test for the names that match in a directory where the pattern is at `places`. */
  test(places: number): Test;
}

/** `below`: whether everything below a match matches, too. */
export function placesOf(named: readonly Bytes[], below = false): Places {
  const components = below ? [...named, "**"] : named;
  const tests = components.map(componentTest);
  const testAt = (places: number, at: number) => (places & (1 << at) ? (tests[at] ?? nothing) : nothing);
  const isDeep = components.map((one) => one === "**");
  const last = components.length - 1;
  /** Returns the place, and those that are reached if `**` matches nothing. */
  const reach = (place: number): number => {
    let places = 1 << place;
    for (let at = place; at < last && isDeep[at]; at++) places |= 1 << (at + 1);
    return places;
  };
  /** Where a name leads from each place; nowhere from the last one, unless that is `**`. */
  const ways = components.flatMap((_, at) => (isDeep[at] ? [reach(at)] : at < last ? [reach(at + 1)] : []));
  return {
    start: reach(0),
    after: (places, name) => {
      let reached = 0;
      for (let at = 0; at < ways.length; at++) {
        if ((places & (1 << at)) !== 0 && tests[at]?.(name)) reached |= ways[at] ?? 0;
      }
      return reached;
    },
    test: (places) => {
      const [here, above] = [testAt(places, last), below ? testAt(places, last - 1) : nothing];
      return above === nothing ? here : (name) => here(name) || above(name);
    },
  };
}

export type Test = (name: Bytes) => boolean;

const nothing: Test = () => false;

function componentTest(component: Bytes): Test {
  if (component === "**") return (name) => !name.includes("\n");
  const [start = "", ...rest] = component.split("*");
  const end = rest.pop();
  if (end === undefined) return (name) => name === component;
  if (rest.length > 0) return (name) => matchesPieces(name, start, rest, end);
  if (start === "") return (name) => name.endsWith(end);
  if (end === "") return (name) => name.startsWith(start);
  const least = start.length + end.length;
  return (name) => name.length >= least && name.startsWith(start) && name.endsWith(end);
}

/** Matching each piece as far to the left as possible leaves most to the next. */
function matchesPieces(name: Bytes, start: Bytes, between: readonly Bytes[], end: Bytes): boolean {
  if (!name.startsWith(start)) return false;
  let at = start.length;
  for (const piece of between) {
    const found = name.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return name.length - end.length >= at && name.endsWith(end);
}
