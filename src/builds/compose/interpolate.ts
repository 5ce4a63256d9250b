import { Refusal } from "../refusal.ts";
import type { Path } from "./decode.ts";
import { type Lookup, substitute } from "./template.ts";
import { matches, ofContainers, type PathPattern, pattern, show } from "./tree-path.ts";
import { isList, isMapping, type Mapping, type Value } from "./value.ts";

/** Interpolates every text of the file, whatever it is for; one bad "$" rejects the file. Throws Refusal. */
export function interpolate(value: Value, lookup: Lookup, path: Path = []): Value {
  if (typeof value === "string") return interpolateText(value, lookup, path);
  if (isList(value)) return value.map((item) => interpolate(item, lookup, [...path, "[]"]));
  if (!isMapping(value)) return value;
  const interpolated: Mapping = new Map();
  for (const [key, item] of value) interpolated.set(key, interpolate(item, lookup, [...path, key]));
  return interpolated;
}

function interpolateText(text: string, lookup: Lookup, path: Path): Value {
  // Most texts contain no variable, and few places have a type.
  const plain = text.includes("$") ? substituteAt(text, lookup, path) : text;
  const cast = path.length < 3 ? undefined : casts.find(({ at }) => matches(path, at));
  if (cast === undefined) return plain;
  const value = cast.to(plain);
  if (value !== null) return value;
  throw new Refusal(`error while interpolating ${show(path)}: failed to cast to expected type`);
}

function substituteAt(text: string, lookup: Lookup, path: Path): string {
  try {
    return substitute(text, lookup);
  } catch (error) {
    if (error instanceof Refusal) throw new Refusal(`${show(path)}: ${error.message}`, error.line);
    throw error;
  }
}

type Cast = (text: string) => Value;

const truths = new Map<string, boolean>([
  ...["true", "y", "yes", "on"].map((word) => [word, true] as const),
  ...["false", "n", "no", "off"].map((word) => [word, false] as const),
]);

export const castBoolean: Cast = (text) => truths.get(text.toLowerCase()) ?? null;
const castInteger: Cast = (text) => (/^[-+]?\d{1,18}$/.test(text) ? BigInt(text.replace("+", "")) : null);
const castFloat: Cast = (text) =>
  /^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$/.test(text) ? Number(text) : null;

function typed(to: Cast, at: readonly PathPattern[]): { at: PathPattern; to: Cast }[] {
  return at.map((one) => ({ at: one, to }));
}

/** compose-go's loader/interpolate.go. */
const casts = [
  ...typed(castBoolean, [
    ...["external", "internal", "attachable", "enable_ipv4", "enable_ipv6"].map((key) =>
      pattern(`networks.*.${key}`),
    ),
    ...["volumes", "secrets", "configs"].map((key) => pattern(`${key}.*.external`)),
    ...ofContainers("init", "oom_kill_disable", "privileged", "read_only", "stdin_open", "tty"),
    ...ofContainers("volumes.[].read_only", "volumes.[].volume.nocopy", "healthcheck.disable"),
    ...ofContainers("depends_on.*.required", "depends_on.*.restart"),
  ]),
  ...typed(castInteger, [
    ...ofContainers("cpu_count", "cpu_period", "cpu_quota", "cpu_rt_period", "cpu_rt_runtime", "cpu_shares"),
    ...ofContainers("oom_score_adj", "pids_limit", "ulimits.*", "ulimits.*.hard", "ulimits.*.soft"),
    ...ofContainers("healthcheck.retries", "ports.[].target"),
    ...["scale", "deploy.replicas", "deploy.update_config.parallelism"].map((key) =>
      pattern(`services.*.${key}`),
    ),
    ...["rollback_config.parallelism", "restart_policy.max_attempts", "placement.max_replicas_per_node"].map(
      (key) => pattern(`services.*.deploy.${key}`),
    ),
  ]),
  ...typed(castFloat, [
    ...ofContainers("cpu_percent", "cpus"),
    pattern("services.*.deploy.update_config.max_failure_ratio"),
    pattern("services.*.deploy.rollback_config.max_failure_ratio"),
  ]),
];
