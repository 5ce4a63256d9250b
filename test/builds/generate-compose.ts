import type { Random } from "../oracle/random.ts";
import type { BuildsCase } from "./generate-bake.ts";

/*
 * Compose files on which docker compose and buildx agree: no environment of services, no x-bake, no platform of a
 * service, and nothing that only one of them refuses.
 */

const words = [
  "x",
  "$X",
  "${X}",
  "${X:-d}",
  "${Y-e}",
  "${Z:+set}",
  "${X:-${Y:-deep}}",
  "${X:-a}b}",
  "$$X",
  "a$$b",
  "${E:-empty}",
  "${E-empty}",
  "${E:+n}",
  "${X?need}",
  "v${Y}w",
  "${lower_1:-l}",
  "${X:-{a}}",
];
const rare = ["$", "${", "${X:=d}", "${1}", "$1", "${X-Y", "${MISSING:?not there}", "${X/a/b}"];

const word = (random: Random): string => (random.chance(0.04) ? random.pick(rare) : random.pick(words));
const quoted = (random: Random): string => `"${word(random)}"`;

const scalars = [
  "1.10",
  "1",
  "true",
  "yes",
  "0755",
  "0o17",
  "0x1F",
  "1e3",
  "1000000.0",
  "12345678901234567890",
  "2024-01-01",
  "2001-12-14t21:59:43.10-05:00",
  "~",
  "null",
  '"q"',
  "'s''q'",
  "plain text",
  "1_000",
  ".5",
  "-0",
  "+1",
  "08",
  "!!str 5",
  '!!int "5"',
  "0b11",
  "1.",
  "on",
  "1e21",
  "-1.5e-7",
  "~x",
  "2024-13-01",
];

function args(random: Random, indent: string): string {
  const keys = ["A", "B", "C", "D", "X"].filter(() => random.chance(0.5));
  if (random.chance(0.5))
    return (
      keys
        .map((key) => `${indent}${key}: ${random.chance(0.5) ? random.pick(scalars) : quoted(random)}`)
        .join("\n") || `${indent}K: k`
    );
  return (
    keys
      .map((key) => `${indent}- ${random.pick([key, `${key}=`, `"${key}=${word(random)}"`, `${key}=1.10`])}`)
      .join("\n") || `${indent}- K=k`
  );
}

function build(random: Random, name: string, indent: string): string {
  if (random.chance(0.2))
    return `${indent}build: ${random.pick([`./${name}`, ".", `"./${word(random)}"`, "../up", "https://github.com/o/r.git#main:x"])}`;
  const inner = `${indent}  `;
  const lines: [number, string][] = [
    [
      0.8,
      `${inner}context: ${random.pick([`./${name}`, ".", "app//x", `"${word(random)}"`, "/abs", "git@github.com:o/r.git"])}`,
    ],
    [0.4, `${inner}dockerfile: ${random.pick(["D", "../D", `"${word(random)}.D"`, "/abs/D"])}`],
    [0.1, `${inner}dockerfile_inline: |\n${inner}  FROM scratch\n${inner}  RUN echo ${word(random)}`],
    [0.4, `${inner}target: ${random.pick(["t", quoted(random), '""'])}`],
    [0.6, `${inner}args:\n${args(random, `${inner}  `)}`],
    [
      0.3,
      `${inner}additional_contexts:\n${inner}  ${random.pick(["lib: ./lib", "- lib=./lib", 'i: "docker-image://x"', "up: ../up"])}`,
    ],
    [0.3, `${inner}platforms: ${random.pick(["[linux/amd64]", "[linux/amd64, linux/arm64]", "[]"])}`],
    [
      0.2,
      `${inner}${random.pick(["no_cache: true", 'pull: "false"', "cache_from: [x]", "labels: {a: b}", "network: host", "shm_size: 1gb", "tags: [a/b]", "ssh: [default]"])}`,
    ],
    [
      0.05,
      `${inner}${random.pick(["unknown: 1", "target: [x]", "context: null", "args: x", "args: [[a]]", "platforms: linux/amd64"])}`,
    ],
  ];
  const chosen = lines.filter(([share]) => random.chance(share)).map(([, line]) => line);
  return `${indent}build:${chosen.length === 0 ? ` .` : `\n${chosen.join("\n")}`}`;
}

function service(random: Random, name: string): string {
  const lines = [`  ${name}:`];
  if (random.chance(0.9)) lines.push(build(random, name, "    "));
  else lines.push("    image: i");
  if (random.chance(0.2))
    lines.push(
      `    extends: ${random.pick(["base", "{service: base}", "{file: common.yml, service: shared}", "{file: sub/other.yml, service: o}"])}`,
    );
  if (random.chance(0.2)) lines.push(`    profiles: [${random.pick(["p", "p, q", "${Y:-y}"])}]`);
  return lines.join("\n");
}

const common =
  'services:\n  shared:\n    build:\n      context: ./shared\n      args: {A: common, S: "${Y:-none}"}\n';
const other =
  "services:\n  o:\n    extends: {file: ../common.yml, service: shared}\n    build: {dockerfile: o.D}\n";

function anchors(): string {
  return [
    "x-b: &b",
    "  context: ./anchored",
    "  args: &args {A: 1, B: two}",
    "services:",
    "  base:",
    "    build: *b",
    "  m:",
    "    build:",
    "      <<: *b",
    "      target: m",
    "  n:",
    "    build:",
    "      <<: [{target: first, dockerfile: F}, *b]",
    "      args: {<<: *args, B: over}",
  ].join("\n");
}

function override(random: Random): string {
  const name = random.pick(["a", "b", "base"]);
  const body = random.pick([
    build(random, name, "    "),
    "    build: !reset null\n    image: i",
    "    build: !override\n      context: ./fresh",
    "    build:\n      args: !reset []",
    "    build:\n      args: !override\n        ONLY: 1",
    "    build:\n      target: !reset null",
    "    profiles: [over]",
  ]);
  return `services:\n  ${name}:\n${body}\n`;
}

function include(random: Random): string {
  return `include:\n  - ${random.pick(["sub/inc.yml", "{path: sub/inc.yml}", "{path: sub/inc.yml, project_directory: .}", "{path: [sub/inc.yml, common.yml]}", "{path: sub/inc.yml, env_file: over.env}"])}\n`;
}

const dotenv = [
  "X=from-file\nY=why\n",
  'X="q $Y"\nY=late\n',
  "export X='$lit'\nE=\n",
  "X: colon\n# c\nY=a #b\n",
  'X="a\\nb"\n',
  "lower_1=low\nX=${Y:-dy}\nE=\n",
];

export function generateCompose(random: Random): BuildsCase {
  const body = random.chance(0.15)
    ? anchors()
    : `services:\n  base:\n    build: ./base\n${["a", "b", "c.d"]
        .filter(() => random.chance(0.6))
        .map((name) => service(random, name))
        .join("\n")}`;
  const tree: Record<string, string> = {
    "compose.yaml": `${random.chance(0.2) ? include(random) : ""}${body}\n`,
    "common.yml": common,
    "sub/other.yml": other,
    "sub/inc.yml":
      'services:\n  inc:\n    build:\n      context: ./inc\n      args: {V: "${Y:-none}", W: "${SUB:-nosub}"}\n  base:\n    build: {target: inc}\n',
    "over.env": "Y=over\nSUB=oversub\n",
    "sub/.env": "Y=sub\nSUB=subsub\n",
  };
  if (random.chance(0.4)) tree[".env"] = random.pick(dotenv);
  const files = ["compose.yaml"];
  if (random.chance(0.3)) {
    tree["over.yaml"] = override(random);
    files.push("over.yaml");
  }
  const env = Object.fromEntries(
    ["X", "Y", "E", "A"]
      .filter(() => random.chance(0.2))
      .map((name) => [name, random.pick(["env", "", "$Y", "a b"])]),
  );
  return { tree, files, env };
}
