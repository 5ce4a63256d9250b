import { Refusal } from "../refusal.ts";
import type { Path } from "./decode.ts";
import { matches, ofContainers, type PathPattern, pattern, show } from "./tree-path.ts";
import { copyOf, isList, isMapping, type Mapping, print, type Value } from "./value.ts";

/** Merges one file onto another like compose-go's override package. Throws Refusal if the kinds do not match. */
export function merge(base: Value, over: Value, path: Path): Value {
  const special = path.length < 3 ? undefined : rules.find(({ at }) => matches(path, at));
  if (special !== undefined) return special.merge(base, over, path);
  if (over === null) return base;
  if (isMapping(base)) {
    if (!isMapping(over)) throw new Refusal(`cannot override ${show(path)}`);
    return mergeMappings(base, over, path);
  }
  if (isList(base)) {
    if (!isList(over)) throw new Refusal(`cannot override ${show(path)}`);
    return append(base, over);
  }
  return over;
}

export function mergeMappings(base: Mapping, over: Mapping, path: Path): Mapping {
  for (const [key, value] of over) {
    const mine = base.get(key);
    base.set(key, mine === undefined ? value : merge(mine, value, [...path, key]));
  }
  return base;
}

type Merge = (base: Value, over: Value, path: Path) => Value;

function append(base: readonly Value[], over: readonly Value[]): Value[] {
  const seen = new Set(base.map(identity));
  const added = over.filter((item) => {
    const key = identity(item);
    return !seen.has(key) && seen.add(key);
  });
  return [...base, ...added];
}

/** Returns the same text for equal values: kinds are distinguished, the order of keys does not matter. */
function identity(value: Value): string {
  if (isMapping(value)) {
    const pairs = [...value].map(([key, item]) => `${JSON.stringify(key)}:${identity(item)}`);
    return `{${pairs.toSorted().join(",")}}`;
  }
  return isList(value)
    ? `[${value.map(identity).join(",")}]`
    : `${typeof value} ${JSON.stringify(print(value))}`;
}

const mergeBuild: Merge = (base, over, path) => mergeMappings(buildMapping(base), buildMapping(over), path);

function buildMapping(value: Value): Mapping {
  if (typeof value === "string") return new Map([["context", value]]);
  return isMapping(value) ? value : new Map();
}

const mergeSequences: Merge = (base, over) => append(sequenceOf(base), sequenceOf(over));
const mergePairs: Merge = (base, over, path) => uniqueByKey([...sequenceOf(base), ...sequenceOf(over)], path);
const takeOver: Merge = (_, over) => over;

const mergeAsMapping =
  (defaults: () => Value): Merge =>
  (base, over, path) =>
    mergeMappings(toMapping(base, defaults, path), toMapping(over, defaults, path), path);

const started = (): Mapping =>
  new Map<string, Value>([
    ["condition", "service_started"],
    ["required", true],
  ]);

function toMapping(value: Value, defaults: () => Value, path: Path): Mapping {
  if (value === null) return new Map();
  if (isMapping(value)) return value;
  const names = typeof value === "string" ? [value] : value;
  if (!isList(names)) throw new Refusal(`${show(path)}: it is not a mapping`);
  return new Map(
    names.map((name) => {
      if (typeof name !== "string") throw new Refusal(`${show(path)}: an item is not a name`);
      return [name, defaults()];
    }),
  );
}

const mergeLogging: Merge = (base, over, path) => {
  if (!isMapping(base) || !isMapping(over)) throw new Refusal(`${show(path)}: it is not a mapping`);
  const [mine, other] = [base.get("driver"), over.get("driver")];
  return mine === undefined || other === undefined || mine === other ? mergeMappings(base, over, path) : over;
};

const mergeUlimit: Merge = (base, over, path) =>
  isMapping(base) && isMapping(over) ? mergeMappings(base, over, path) : over;

/** Converts a mapping to a list of KEY=VALUE. */
function sequenceOf(value: Value): Value[] {
  if (isList(value)) return value;
  if (typeof value === "string") return [value];
  if (!isMapping(value)) return [];
  return [...value].flatMap(([key, item]) => pairsOf(key, item)).toSorted(byText);
}

function pairsOf(key: string, value: Value): string[] {
  if (value === null) return [key];
  return isList(value) ? value.map((item) => `${key}=${print(item)}`) : [`${key}=${print(value)}`];
}

const byText = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));

/** Keeps the last entry for a key, in the position of the first. Throws Refusal for what is not a string. */
function uniqueByKey(entries: readonly Value[], path: Path): Value[] {
  const byKey = new Map<string, Value>();
  for (const [index, entry] of entries.entries()) {
    if (typeof entry !== "string") throw new Refusal(`${show(path)}.[${index}]: it must be text`);
    byKey.set(entry.split("=", 1)[0] ?? "", entry);
  }
  return [...byKey.values()];
}

function rule(merger: Merge, at: readonly PathPattern[]): { at: PathPattern; merge: Merge }[] {
  return at.map((one) => ({ at: one, merge: merger }));
}

const rules = [
  ...rule(mergeBuild, ofContainers("build")),
  ...rule(mergePairs, [
    ...ofContainers("build.args", "build.additional_contexts", "build.labels"),
    ...ofContainers("annotations", "environment", "labels", "sysctls", "volumes.*.volume.labels"),
    ...["services.*.deploy.labels", "networks.*.labels", "volumes.*.labels"].map(pattern),
    ...["secrets.*.labels", "configs.*.labels"].map(pattern),
  ]),
  ...rule(mergeSequences, [
    ...ofContainers("build.extra_hosts", "dns", "dns_opt", "dns_search", "env_file", "extra_hosts"),
    ...ofContainers("label_file", "tmpfs"),
  ]),
  ...rule(takeOver, [
    ...ofContainers("command", "entrypoint", "healthcheck.test"),
    pattern("networks.*.ipam.config"),
  ]),
  ...rule(mergeAsMapping(started), ofContainers("depends_on")),
  ...rule(
    mergeAsMapping(() => null),
    ofContainers("models", "networks"),
  ),
  ...rule(mergeLogging, ofContainers("logging")),
  ...rule(mergeUlimit, ofContainers("ulimits.*")),
];

/** Lists in which only the last entry for each key counts. */
const keyed = [
  "networks.*.labels",
  "networks.*.ipam.options",
  ...["args", "additional_contexts", "platform", "tags", "labels"].map((key) => `services.*.build.${key}`),
  ...[
    "annotations",
    "cap_add",
    "cap_drop",
    "deploy.labels",
    "dns",
    "dns_opt",
    "dns_search",
    "environment",
  ].map((key) => `services.*.${key}`),
  ...[
    "labels",
    "links",
    "networks.*.aliases",
    "networks.*.link_local_ips",
    "profiles",
    "sysctls",
    "tmpfs",
  ].map((key) => `services.*.${key}`),
].map(pattern);

/** Removes earlier entries for the same key from such lists. Throws Refusal. */
export function enforceUnique(value: Value, path: Path = []): Value {
  if (isMapping(value)) {
    for (const [key, item] of value) value.set(key, enforceUnique(item, [...path, key]));
    return value;
  }
  const isKeyed = isList(value) && path.length > 2 && keyed.some((at) => matches(path, at));
  return isKeyed ? uniqueByKey(value, path) : value;
}

/** Merges a service onto the base of its `extends`. */
export const extendService = (base: Mapping, service: Mapping): Mapping =>
  mergeMappings(base, service, ["services", "x"]);

export const copyMapping = (value: Mapping): Mapping =>
  new Map([...value].map(([key, item]) => [key, copyOf(item)]));
