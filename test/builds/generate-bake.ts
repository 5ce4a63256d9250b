import type { Random } from "../oracle/random.ts";

/** A definition, and what the command that reads it is given. */
export interface BuildsCase {
  readonly tree: Readonly<Record<string, string>>;
  readonly files: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

const strings = [
  '"a"',
  '"B c"',
  '""',
  '"x.y.z"',
  '"1.50"',
  '"07"',
  '"true"',
  '"é"',
  '"a\\nb\\n"',
  '"v1.2.3"',
  '"$${k}"',
];
const numbers = ["0", "1", "2", "-3", "1.50", "0.1", "10", "1e3", "255", "7.9"];
const lists = [
  "[]",
  '["a", "b"]',
  '["b", "", "a", "b"]',
  "[1, 2, 3]",
  '["a", 1, true]',
  "[[1], [2, 3]]",
  "[null]",
];
const objects = ["{}", "{ a = 1 }", '{ a = "x", b = "y" }', "{ b = 2, a = [1] }", "{ a = null }"];
const bools = ["true", "false"];
const odd = ["null", "V0", "V1", "V2", "V3"];

type Make = (random: Random, depth: number) => string;

const text: Make = (random, depth) =>
  random.weighted<string>([
    [4, () => random.pick(strings)],
    [
      depth > 0 ? 3 : 0,
      () => `"${random.pick(["", "p-", "%"])}\${${any(random, depth - 1)}}${random.pick(["", "-s", "$"])}"`,
    ],
    [depth > 0 ? 1 : 0, () => `"%{ if ${truth(random, depth - 1)} }y%{ else }n%{ endif }"`],
    [depth > 0 ? 1 : 0, () => `"%{ for x in ${list(random, depth - 1)} ~} <\${x}> %{ endfor }"`],
    [depth > 0 ? 3 : 0, () => textCall(random, depth - 1)],
  ]);

const number: Make = (random, depth) =>
  random.weighted<string>([
    [4, () => random.pick(numbers)],
    [
      depth > 0 ? 3 : 0,
      () =>
        `${number(random, depth - 1)} ${random.pick(["+", "-", "*", "/", "%"])} ${number(random, depth - 1)}`,
    ],
    [depth > 0 ? 2 : 0, () => numberCall(random, depth - 1)],
    [depth > 0 ? 1 : 0, () => `(${number(random, depth - 1)})`],
    [1, () => `-${random.pick(["1", "2.5"])}`],
  ]);

const truth: Make = (random, depth) =>
  random.weighted<string>([
    [2, () => random.pick(bools)],
    [
      depth > 0 ? 2 : 0,
      () =>
        `${number(random, depth - 1)} ${random.pick(["<", ">", "<=", ">="])} ${number(random, depth - 1)}`,
    ],
    [
      depth > 0 ? 2 : 0,
      () => `${any(random, depth - 1)} ${random.pick(["==", "!="])} ${any(random, depth - 1)}`,
    ],
    [depth > 0 ? 1 : 0, () => `!${random.pick(bools)}`],
    [
      depth > 0 ? 2 : 0,
      () => `${truth(random, depth - 1)} ${random.pick(["&&", "||"])} ${truth(random, depth - 1)}`,
    ],
    [depth > 0 ? 2 : 0, () => truthCall(random, depth - 1)],
  ]);

const list: Make = (random, depth) =>
  random.weighted<string>([
    [3, () => random.pick(lists)],
    [depth > 0 ? 2 : 0, () => `[${any(random, depth - 1)}, ${any(random, depth - 1)}]`],
    [
      depth > 0 ? 2 : 0,
      () =>
        `[for ${random.pick(["x", "i, x"])} in ${random.chance(0.7) ? list(random, depth - 1) : object(random, depth - 1)} : ${random.pick(["x", '"<${x}>"', "[x]"])}${random.pick(["", ' if x != "a"', " if true"])}]`,
    ],
    [depth > 0 ? 3 : 0, () => listCall(random, depth - 1)],
    [depth > 0 ? 1 : 0, () => `${object(random, depth - 1)}.*.a`],
    [depth > 0 ? 1 : 0, () => `[${object(random, depth - 1)}, ${object(random, depth - 1)}][*].a`],
  ]);

const object: Make = (random, depth) =>
  random.weighted<string>([
    [3, () => random.pick(objects)],
    [
      depth > 0 ? 1 : 0,
      () =>
        `{ for k, v in ${random.chance(0.5) ? list(random, depth - 1) : object(random, depth - 1)} : "\${k}" => v${random.pick(["", "..."])} }`,
    ],
    [depth > 0 ? 1 : 0, () => `{ (${text(random, depth - 1)}) = ${any(random, depth - 1)}, b = 2 }`],
    [depth > 0 ? 1 : 0, () => `merge(${object(random, depth - 1)}, ${object(random, depth - 1)})`],
    [depth > 0 ? 1 : 0, () => `zipmap(["p", "q"], ${list(random, depth - 1)})`],
  ]);

export const any: Make = (random, depth) =>
  random.weighted<string>([
    [4, () => text(random, depth)],
    [2, () => number(random, depth)],
    [2, () => truth(random, depth)],
    [1, () => list(random, depth)],
    [0.5, () => (random.chance(0.03) ? "missing" : random.pick(odd))],
    [
      depth > 0 ? 2 : 0,
      () => `${truth(random, depth - 1)} ? ${any(random, depth - 1)} : ${any(random, depth - 1)}`,
    ],
    [depth > 0 ? 1 : 0, () => `${list(random, depth - 1)}[${random.pick(["0", "1", '"0"', "9"])}]`],
    [depth > 0 ? 1 : 0, () => `${object(random, depth - 1)}${random.pick([".a", '["b"]', ".zz"])}`],
    [depth > 0 ? 1 : 0, () => `try(${any(random, depth - 1)}, "fallback")`],
    [depth > 0 ? 1 : 0, () => `coalesce(${any(random, depth - 1)}, ${any(random, depth - 1)})`],
    [depth > 0 ? 1 : 0, () => `lookup(${object(random, depth - 1)}, "a", ${any(random, depth - 1)})`],
    [depth > 0 ? 1 : 0, () => `element(${list(random, depth - 1)}, ${random.pick(["0", "1", "5", "-1"])})`],
    [depth > 0 ? 1 : 0, () => `jsondecode(jsonencode(${any(random, depth - 1)}))`],
    [depth > 0 ? 1 : 0, () => `twice(${any(random, depth - 1)})`],
  ]);

const textCall: Make = (random, depth) => {
  const t = () => text(random, depth);
  return random.pick([
    () => `upper(${t()})`,
    () => `lower(${t()})`,
    () => `title(${t()})`,
    () => `reverse(${t()})`,
    () => `trim(${t()}, "ax.")`,
    () => `trimspace(${t()})`,
    () => `trimprefix(${t()}, "a")`,
    () => `trimsuffix(${t()}, "z")`,
    () => `replace(${t()}, ".", "-")`,
    () => `regex_replace(${t()}, "([a-z])(\\\\d?)", "<$1:\${2}>")`,
    () => `substr(${t()}, ${random.pick(["0", "1", "-2", "9"])}, ${random.pick(["0", "1", "-1", "3"])})`,
    () => `join(${t()}, ${list(random, depth)})`,
    () =>
      `format(${random.pick(['"%s"', '"%d"', '"%v"', '"%5s|"', '"%-5s|"', '"%05d"', '"%.2f"', '"%q"', '"%x"', '"%t"', '"%#v"', '"%e"', '"%g"', '"%%"', '"%[1]s-%[1]v"'])}, ${any(random, depth)})`,
    () => `jsonencode(${any(random, depth)})`,
    () => `base64encode(${t()})`,
    () => `sanitize(${t()})`,
    () => `chomp(${t()})`,
    () => `indent(2, ${t()})`,
    () => `basename(${t()})`,
    () => `dirname(${t()})`,
    () => `urlencode(${t()})`,
    () => `sha256(${t()})`,
    () => `uuidv5("dns", ${t()})`,
    () => `convert(${any(random, depth)}, string)`,
    () =>
      `formatdate(${random.pick(['"YYYY-MM-DD"', '"EEE, D MMM YY hh:mm:ss ZZZ"', "\"h 'o''clock' AA\"", '"HH:mm aa Z"'])}, ${random.pick(['"2024-01-31T13:05:09Z"', '"2023-12-03T00:00:00+05:30"', '"x"'])})`,
    () => `timeadd("2024-02-28T23:00:00Z", ${random.pick(['"90m"', '"-1h"', '"24h30s"', '"x"'])})`,
    () => `cidrhost(${random.pick(['"10.1.2.0/24"', '"fd00::/64"'])}, ${random.pick(["5", "-2", "300"])})`,
    () =>
      `cidrsubnet(${random.pick(['"10.0.0.0/8"', '"fd00::/48"'])}, ${random.pick(["4", "8"])}, ${random.pick(["1", "15", "16"])})`,
    () => `cidrnetmask("10.0.0.0/12")`,
  ])();
};

const numberCall: Make = (random, depth) => {
  const n = () => number(random, depth);
  return random.pick([
    () => `length(${list(random, depth)})`,
    () => `strlen(${text(random, depth)})`,
    () => `max(${n()}, ${n()})`,
    () => `min(${n()}, ${n()})`,
    () => `floor(${n()})`,
    () => `ceil(${n()})`,
    () => `absolute(${n()})`,
    () => `int(${n()})`,
    () => `signum(${n()})`,
    () => `pow(${random.pick(["2", "10", "0.5"])}, ${random.pick(["2", "3", "-1"])})`,
    () => `parseint(${random.pick(['"ff"', '"-10"', '"zz"', "7"])}, ${random.pick(["16", "10", "36", "2"])})`,
    () => `indexof(${list(random, depth)}, ${any(random, depth)})`,
    () => `divide(${n()}, ${n()})`,
    () => `modulo(${n()}, ${n()})`,
    () =>
      `unixtimestampparse(${random.pick(["0", "1700000000"])}).${random.pick(["year", "iso_week", "year_day", "weekday"])}`,
  ])();
};

const truthCall: Make = (random, depth) => {
  const a = () => any(random, depth);
  return random.pick([
    () => `equal(${a()}, ${a()})`,
    () => `notequal(${a()}, ${a()})`,
    () => `and(${truth(random, depth)}, true)`,
    () => `or(${truth(random, depth)}, false)`,
    () => `not(${truth(random, depth)})`,
    () => `contains(${list(random, depth)}, ${a()})`,
    () => `can(${a()})`,
    () => `greaterthan(${number(random, depth)}, ${number(random, depth)})`,
    () => `hasindex(${list(random, depth)}, 0)`,
    () => `sethaselement(${list(random, depth)}, ${a()})`,
    () =>
      `semvercmp(${random.pick(['"1.2.3"', '"v2.0"', '"1.2.3-rc.1"', '"0.3.1"'])}, ${random.pick(['">= 1.2"', '"^1.0"', '"~1.2.0"', '"1.x"', '"< 2, > 1"', '"1.0 - 1.5"', '"^0.3"', '"!= 1.2"', '">=1.2.3-rc.0"', '"=2"', '"~0 || 2"'])})`,
  ])();
};

const listCall: Make = (random, depth) => {
  const l = () => list(random, depth);
  return random.pick([
    () => `concat(${l()}, ${l()})`,
    () => `distinct(${l()})`,
    () => `compact(${l()})`,
    () => `flatten(${l()})`,
    () => `reverselist(${l()})`,
    () => `sort(${l()})`,
    () => `slice(${l()}, 0, ${random.pick(["0", "1", "2", "9"])})`,
    () => `split(${random.pick(['"."', '""', '" "'])}, ${text(random, depth)})`,
    () => `keys(${object(random, depth)})`,
    () => `values(${object(random, depth)})`,
    () => `range(${random.pick(["3", "0", "-2", "1, 4", "4, 1", "0, 1, 0.25"])})`,
    () => `setunion(${l()}, ${l()})`,
    () => `setintersection(${l()}, ${l()})`,
    () => `setsubtract(${l()}, ${l()})`,
    () => `setsymmetricdifference(${l()}, ${l()})`,
    () => `setproduct(${l()}, ${l()})`,
    () => `chunklist(${l()}, ${random.pick(["1", "2", "0"])})`,
    () => `coalescelist(${l()}, ${l()})`,
    () => `regexall("[a-z]", ${text(random, depth)})`,
    () => `regex("(\\\\w)(\\\\W)?", ${text(random, depth)})`,
    () => `formatlist("%v!", ${l()})`,
    () => `convert(${l()}, ${random.pick(["list(string)", "set(string)", "set(number)", "list(any)"])})`,
    () => `cidrsubnets("10.0.0.0/16", 4, 8, ${random.pick(["4", "1"])})`,
    () => `csvdecode(${random.pick(['"a,b\\n1,2\\n"', '"a\\n\\"x,y\\"\\n"'])}).*.a`,
  ])();
};

const types = [
  "",
  "",
  "",
  "string",
  "number",
  "bool",
  "any",
  "list(string)",
  "set(number)",
  "map(string)",
  "tuple([string, number])",
  "object({ a = string })",
];

function variable(random: Random, name: string): string {
  const type = random.pick(types);
  const lines = [
    type === "" ? "" : `  type = ${type}`,
    random.chance(0.7) ? `  default = ${random.chance(0.9) ? fitting(random, type) : any(random, 1)}` : "",
  ];
  return `variable "${name}" {\n${lines.filter((line) => line !== "").join("\n")}\n}`;
}

function fitting(random: Random, type: string): string {
  if (type === "number") return random.pick(numbers);
  if (type === "bool") return random.pick(bools);
  if (/^(list|set|tuple)/.test(type)) return random.pick(["[]", '["a", "1"]', '["b", 2]', "[1, 2]"]);
  if (/^(map|object)/.test(type)) return random.pick(["{}", '{ a = "1" }', "{ a = 1, b = 2 }"]);
  return random.pick(strings);
}

const environmentValues = [
  "",
  "5",
  "abc",
  "true",
  "0.10",
  "a,b",
  '["x","y"]',
  "k:v,l:w",
  '"q,r",s',
  '{"a":"z"}',
  "1e2",
];

/** Environment variables for V0..V3. */
function environment(random: Random): Record<string, string> {
  const names = ["V0", "V1", "V2", "V3", "V0_JSON", "V1_JSON"].filter(() => random.chance(0.2));
  return Object.fromEntries(names.map((name) => [name, random.pick(environmentValues)]));
}

/** Expressions as build arguments; an error anywhere refuses the whole, so there are few. */
export function generateExpressions(random: Random): BuildsCase {
  const variables = ["V0", "V1", "V2", "V3"]
    .filter(() => random.chance(0.6))
    .map((name) => variable(random, name));
  const args = [0, 1].map(
    (at) =>
      `    E${at} = ${random.pick([text, text, number, truth, any])(random, random.pick([1, 2, 2, 3]))}`,
  );
  const hcl = [
    ...variables,
    'function "twice" {\n  params = [x]\n  result = [x, x]\n}',
    `target "t" {\n  args = {\n${args.join("\n")}\n  }\n}`,
  ];
  return {
    tree: { "docker-bake.hcl": `${hcl.join("\n")}\n` },
    files: ["docker-bake.hcl"],
    env: environment(random),
  };
}

const names = ["a", "b", "c", "d"] as const;

function targetBody(random: Random, name: string, used: readonly string[]): string[] {
  const others = used.filter((one) => one > name);
  const other = random.chance(0.04) || others.length === 0 ? random.pick(names) : random.pick(others);
  const lines: [number, string][] = [
    [
      0.5,
      `  context = ${random.pick(['"."', `"./${name}"`, '"../up"', '"/abs/x"', '"cwd://sub"', '"https://github.com/o/r.git#main"', '"app//x/.."', "null", "V1", ...(others.length > 0 ? [`target.${other}.context`] : [])])}`,
    ],
    [
      0.4,
      `  dockerfile = ${random.pick(['"D"', '"../D"', '"./x/D"', '"/abs/D"', '""', "null", '"cwd://d/D"'])}`,
    ],
    [0.15, "  dockerfile-inline = <<-EOT\n    FROM scratch\n      RUN ${V0}\n    EOT"],
    [
      0.3,
      `  target = ${random.pick(['"t"', "null", '""', "V0", ...(others.length > 0 ? [`target.${other}.target`] : [])])}`,
    ],
    [
      0.5,
      `  args = ${random.pick(['{ A = "1", B = null }', "{ A = V0 }", "{ C = 1.50, D = true }", "{}", "null", ...(random.chance(0.1) ? [`{ X = target.${other}.args.A }`] : []), `merge({ A = "m" }, { B = "\${V1}" })`])}`,
    ],
    [
      0.3,
      `  contexts = ${random.pick([others.length === 0 ? "{}" : `{ x = "target:${other}" }`, '{ y = "./y", z = "" }', '{ i = "docker-image://alpine" }', '{ k = "../k" }', "{}"])}`,
    ],
    [
      0.3,
      `  platforms = ${random.pick(['["linux/amd64"]', '["linux/amd64", "linux/arm64"]', "[]", '["linux/amd64", "linux/amd64"]', "null"])}`,
    ],
    [
      others.length === 0 ? 0 : 0.5,
      `  inherits = ${random.pick([`["${other}"]`, `["${random.pick(others.length > 0 ? others : names)}", "${other}"]`, "[]", ...(used.includes("a") ? ["[V2]"] : [])])}`,
    ],
    [0.2, '  tags = ["r/${V0}:1"]'],
    [0.1, `  labels = { l = "x" }`],
  ];
  return lines.filter(([share]) => random.chance(share)).map(([, line]) => line);
}

function target(random: Random, name: string, used: readonly string[]): string {
  const body = targetBody(random, name, used);
  if (random.chance(0.12)) {
    body.push(
      `  matrix = ${random.pick(['{ v = ["1", "2"] }', '{ v = ["1"], w = ["p", "q"] }', '{ v = split(",", V2) }'])}`,
    );
    if (random.chance(0.95))
      body.push(
        `  name = ${random.pick([`"${name}-\${v}"`, `sanitize("${name}/\${v}")`, ...(random.chance(0.1) ? ['"same"'] : [])])}`,
      );
  }
  return `target "${name}" {\n${body.join("\n")}\n}`;
}

function group(random: Random, name: string, used: readonly string[]): string {
  const known = random.chance(0.05) ? [...names, "g", "h", "nope"] : used;
  const targets = Array.from({ length: random.int(3) + 1 }, () =>
    random.pick(known.length > 0 ? known : names),
  );
  return `group "${name}" {\n  targets = [${targets.map((one) => `"${one}"`).join(", ")}]\n}`;
}

const standing =
  'variable "V0" {\n  default = "zero"\n}\nvariable "V1" {\n  default = "one"\n}\nvariable "V2" {\n  default = "a"\n}';

/** Targets with what they inherit, their matrix, groups, overrides. */
export function generateTargets(random: Random): BuildsCase {
  const used = names.filter(() => random.chance(0.7));
  const hcl = [standing, ...used.map((name) => target(random, name, used))];
  for (const name of ["g", "h", "default"]) if (random.chance(0.25)) hcl.push(group(random, name, used));
  const tree: Record<string, string> = { "docker-bake.hcl": `${hcl.join("\n")}\n` };
  if (random.chance(0.25))
    tree["docker-bake.override.hcl"] =
      `${target(random, random.pick(used.length > 0 ? used : names), used)}\n`;
  if (random.chance(0.15)) tree["docker-bake.json"] = jsonFile(random);
  const named = random.chance(0.4) ? [] : Object.keys(tree);
  const env = random.chance(0.3) ? { V2: random.pick(["b", "c", "a", "1,2"]) } : {};
  return { tree, files: named, env };
}

function jsonFile(random: Random): string {
  const body = {
    context: random.pick([".", "./j", "${V1}"]),
    args: random.pick([{ A: "${V0}", N: 5 }, { B: true, Z: null }, { U: "${upper(V0)}" }]),
    platforms: random.pick([["linux/arm64"], []]),
  };
  return JSON.stringify({
    variable: { V0: { default: "json" } },
    target: { j: body, [random.pick(names)]: { target: "json" } },
    group: { jg: { targets: ["j"] } },
  });
}
