import type { TreeEntry } from "../oracle/cases.ts";

const file = (path: string, size = 1): TreeEntry => ({ path, size });

/** Trees whose streams have all the sizes that rule C12 speaks of. Paths are byte strings. */
export const sizes: readonly (readonly [what: string, tree: readonly TreeEntry[]])[] = [
  ["contents around a block", [0, 1, 511, 512, 513].map((size) => file(`f${size}`, size))],
  ["a name of 100 bytes", [file("n".repeat(100))]],
  ["a name of 101 bytes", [file("n".repeat(101))]],
  ["a directory of 99 bytes and its slash", [{ path: `${"d".repeat(99)}/` }]],
  ["a directory of 100 bytes and its slash", [{ path: `${"d".repeat(100)}/` }]],
  ["a long path that splits at a slash", [file(`${"p".repeat(50)}/${"n".repeat(69)}`)]],
  ["a long path whose last name is too long to split", [file(`${"p".repeat(20)}/${"n".repeat(101)}`)]],
  [
    "a path of 255 and one of 256 bytes",
    [file(`${"p".repeat(155)}/${"n".repeat(99)}`), file(`${"q".repeat(155)}/${"n".repeat(100)}`)],
  ],
  ["a path with no slash in reach", [file(`${"p".repeat(156)}/${"n".repeat(20)}`)]],
  ["a name that is not ASCII", [file("\xc3\xa9")]],
  ["a name that is not UTF-8", [file("\xe9")]],
  ["a link to 100 bytes", [{ path: "l", link: "t".repeat(100) }]],
  ["a link to 101 bytes", [{ path: "l", link: "t".repeat(101) }]],
  ["a link to a name that is not ASCII", [{ path: "l", link: "\xc3\xa9" }]],
  ["hard links", [file("a", 600), { path: "b", hardLink: "a" }, { path: "c", hardLink: "a" }]],
  ["a hard link to a long name", [file("a".repeat(101), 600), { path: "b", hardLink: "a".repeat(101) }]],
  ["a FIFO", [{ path: "p", fifo: true }]],
  [
    "records longer than a block",
    [file(`${"\xc3\xa9".repeat(120)}/${"\xc3\xa9".repeat(120)}/${"\xc3\xa9".repeat(120)}`)],
  ],
  ["tens of kilobytes", [file("f", 70_000)]],
  ["a megabyte", [file("f", 999_424), file("g", 1_100_000)]],
];
