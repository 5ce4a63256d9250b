import { type Bytes, fromText } from "../../src/bytes.ts";
import { argumentNames, type Scope } from "./generate-dockerfile.ts";

/** A COPY or ADD: flags, sources in one of the forms, destination. */
export function makeCopy(scope: Scope): Bytes {
  const { random } = scope;
  const word = random.weighted([
    [8, () => "COPY"],
    [2, () => "ADD"],
    [0.5, () => "copy"],
  ]);
  const flags = makeFlags(scope, word);
  const sources = Array.from({ length: 1 + (random.chance(0.3) ? random.int(3) : 0) }, () => source(scope));
  const start = [word, ...flags].join(" ");
  return random.weighted([
    [10, () => `${start} ${sources.map((path) => quote(scope, path)).join(gap(scope))} /d/`],
    [3, () => `${start} ${JSON.stringify([...sources, "/d/"])}`],
    [0.3, () => `${start} ["${sources.join('", "')}", "/d/"`],
    [
      1.2,
      () =>
        `${start} <<EOF${random.chance(0.5) ? ` ${sources.join(" ")}` : ""} /d/\nCOPY ${sources[0]} /no\nEOF`,
    ],
    [0.4, () => `${start} <<-"X" <<Y /d/\n\tADD . /no\n\tX\n$A\nY`],
  ]);
}

/** A blank between words: now and then a continued line, with a comment or an empty line in it. */
function gap({ random, escapeToken }: Scope): Bytes {
  return random.weighted([
    [12, () => " "],
    [1, () => "  "],
    [1, () => ` ${escapeToken}\n  `],
    [0.5, () => ` ${escapeToken}\n# a comment\n  `],
    [0.3, () => ` ${escapeToken}\n\n  `],
    [0.3, () => ` ${escapeToken}  \n `],
    [0.3, () => "\t"],
  ]);
}

/** Flags of different names; those of COPY alone are seldom given to ADD, and the other way round. */
function makeFlags(scope: Scope, word: Bytes): Bytes[] {
  const { random } = scope;
  const flags = new Map<Bytes, Bytes>();
  for (let more = random.chance(0.45) ? 1 + random.int(2) : 0; more > 0; more--) {
    const made = flag(scope);
    const name = made.replace(/=.*/, "");
    if (isUsual(word, name) || random.chance(0.05)) flags.set(name, made);
  }
  return [...flags.values()];
}

const checksums = [
  ...[64, 96, 128, 63].map((length) => `sha256:${"a1".repeat(64).slice(0, length)}`),
  `sha512:${"0".repeat(128)}`,
  `sha256:${"G".repeat(64)}`,
  ..."md5:0 sha256: sha256 : a:b:c $A".split(" "),
];

const isUsual = (word: Bytes, name: Bytes) =>
  word === "ADD" ? !/^--(?:from|parents)/.test(name) : name !== "--checksum";

function flag(scope: Scope): Bytes {
  const { random, stages, contexts } = scope;
  const from: Bytes[] = [...stages.filter((name) => name !== ""), ...contexts, ...contexts];
  return random.weighted([
    [from.length > 0 ? 6 : 0, () => `--from=${random.pick(from)}`],
    [stages.length > 0 ? 1 : 0, () => `--from=${random.int(stages.length)}`],
    [0.7, () => `--from=${random.pick(["busybox", "scratch", "context"])}`],
    [0.2, () => `--from=${random.pick(["S0", "$A", "9", "-1"])}`],
    [1, () => `--chown=${random.pick(["1:1", "a:b", "$A"])}`],
    [1, () => "--link"],
    [0.3, () => `--link=${random.pick(["true", "false", "true", "false", "x"])}`],
    [1, () => `--exclude=${source(scope)}`],
    [1, () => "--parents"],
    [0.5, () => `--chmod=${random.pick(["755", "u=rwx", "$A"])}`],
    [0.2, () => `--checksum=${random.pick(checksums)}`],
    [0.1, () => random.pick(["--", "--from", "--unknown=1", "--keep-git-dir=true", "--unpack=false"])],
  ]);
}

/** A source: mostly a path of the tree in some spelling, else something that may stand there. */
export function source(scope: Scope): Bytes {
  const { random, tree } = scope;
  const known = tree.length > 0 ? random.pick(tree).path.replace(/\/$/, "") : "a";
  const top = known.split("/")[0] ?? known;
  const cut = random.int(known.length + 1);
  return random.weighted<Bytes>([
    [14, () => known],
    [6, () => top],
    [2, () => `./${known}`],
    [2, () => `/${known}`],
    [1, () => `../${known}`],
    [2, () => `${known}/`],
    [1, () => `${top}/./${known}`],
    [1, () => `${known}/..`],
    [3, () => `${known.slice(0, cut)}*`],
    [1.5, () => `*${known.slice(cut)}`],
    [1.5, () => `${known.slice(0, cut)}?${known.slice(cut + 1)}`],
    [1, () => `${known.slice(0, cut)}[${known.slice(cut, cut + 1) || "a"}]${known.slice(cut + 1)}`],
    [1, () => known.replace(/[^/]+/, "*")],
    [1, () => `**/${known.split("/").at(-1) ?? "a"}`],
    [3, () => expansion(scope)],
    [2, () => `${expansion(scope)}/${known}`],
    [1.5, () => known.slice(0, cut) + expansion(scope)],
    [2, () => random.pick([".", "/", "./", "*", "..", "./*", "**", "/.", "d/..", "!a", "-a"])],
    [
      0.8,
      () =>
        random.pick([
          "missing",
          "nope*",
          "a\\*b",
          "a[",
          "a\\ b",
          "[]a]",
          "a{2}*",
          "https://example.org/x",
          "git@x:y",
        ]),
    ],
    [0.4, () => fromText(random.pick(["é", "日本", "a\u00a0b"]))],
  ]);
}

function quote({ random }: Scope, path: Bytes): Bytes {
  return random.weighted([
    [12, () => path],
    [1.5, () => `"${path}"`],
    [1, () => `'${path}'`],
    [0.3, () => `"${path}`],
    [0.4, () => path.replace(/.$/, "'$&'")],
  ]);
}

/** Every form of a variable in a word. */
export function expansion({ random, tree }: Scope): Bytes {
  const name = random.pick(argumentNames);
  const word = tree.length > 0 ? (random.pick(tree).path.split("/")[0] ?? "a") : "a";
  return random.weighted<Bytes>([
    [5, () => `$${name}`],
    [4, () => `\${${name}}`],
    [2, () => `\${${name}:-${word}}`],
    [1, () => `\${${name}-${word}}`],
    [1, () => `\${${name}:+${word}}`],
    [1, () => `\${${name}+${word}}`],
    [0.3, () => `\${${name}:?${word}}`],
    [0.2, () => `\${${name}?}`],
    [1, () => `\${${name}#${random.pick(["*/", "?", word, "a*"])}}`],
    [0.5, () => `\${${name}##${random.pick(["*/", "*", "?"])}}`],
    [1, () => `\${${name}%${random.pick(["/*", ".*", "?", word])}}`],
    [0.5, () => `\${${name}%%${random.pick(["/*", "*"])}}`],
    [0.8, () => `\${${name}/${random.pick(["a", "?", "*"])}/${word}}`],
    [0.4, () => `\${${name}//a/b}`],
    [0.5, () => `\\$${name}`],
    [0.5, () => `\${${name}:-\${B:-${word}}}`],
    [0.2, () => `$${random.pick(["", "{", "{}", "1", "{A:}", "{A:x}", "$", "{-}"])}`],
  ]);
}

/** The value of an ARG or ENV, or the path of a WORKDIR. */
export function makeWord(scope: Scope): Bytes {
  const { random } = scope;
  return random.weighted<Bytes>([
    [5, () => source(scope).replaceAll(" ", "")],
    [1, () => `"${source(scope)}"`],
    [1, () => `'${source(scope)}'`],
    [2, () => expansion(scope)],
    [0.5, () => random.pick(['""', "''", "", "/", ".", "a\\ b"])],
  ]);
}

/** A --mount of a RUN. */
export function makeMount(scope: Scope): Bytes {
  const { random, stages, contexts } = scope;
  const from = [...stages.filter((name) => name !== ""), ...contexts, "0", "busybox"];
  const fields = [
    random.weighted<Bytes>([
      [6, () => "type=bind"],
      [1.5, () => "type=cache"],
      [1, () => "type=tmpfs"],
      [0.5, () => "type=secret,id=x"],
      [0.3, () => "type=ssh"],
      [1.5, () => ""],
    ]),
    random.chance(0.95) ? `${random.pick(["target", "dst", "destination"])}=/m` : "",
    random.chance(0.5) ? `${random.pick(["source", "src"])}=${source(scope)}` : "",
    random.chance(0.25) ? `from=${random.pick(from)}` : "",
    random.chance(0.06)
      ? random.pick([
          "rw",
          "readwrite",
          "ro",
          "readonly",
          "rw=true",
          "sharing=locked",
          "size=1m",
          "uid=1",
          "bad=1",
        ])
      : "",
  ];
  return `--mount=${fields.filter((field) => field !== "").join(",")}`;
}
