import { Refusal } from "../refusal.ts";
import { castBoolean } from "./interpolate.ts";
import { isList, isMapping, isTimestamp, type Mapping, type Value } from "./value.ts";

/**
 * Checks what both docker compose and buildx reject in a loaded model: errors in a service, as far as it is built, and
 * in secrets. What only compose rejects (an unknown network) prevents no build.
 */

type Check = (value: Value, at: string) => void;

function refuse(at: string, what: string): never {
  throw new Refusal(`${at} ${what}`);
}

const text: Check = (value, at) => {
  if (typeof value !== "string" && !isTimestamp(value)) refuse(at, "must be a string");
};

const truth: Check = (value, at) => {
  if (typeof value === "boolean") return;
  if (typeof value !== "string" || castBoolean(value) === null) refuse(at, "must be a boolean");
};

const textOrTruth: Check = (value, at) => {
  if (typeof value !== "boolean") text(value, at);
};

const size: Check = (value, at) => {
  const isNumber = typeof value === "bigint" || (typeof value === "number" && Number.isInteger(value));
  if (isNumber) return;
  if (typeof value !== "string" || !/^\d+(\.\d+)?\s*([kmgtp]?i?b?)$/i.test(value.trim()))
    refuse(at, "must be a size");
};

const list =
  (item: Check): Check =>
  (value, at) => {
    if (!isList(value)) refuse(at, "must be an array");
    for (const [index, one] of value.entries()) item(one, `${at}.${index}`);
  };

const textOrList: Check = (value, at) => (isList(value) ? list(text)(value, at) : text(value, at));

const scalar: Check = (value, at) => {
  if (isMapping(value) || isList(value)) refuse(at, "must be a boolean, null, number or string");
  if (typeof value === "number" && !Number.isFinite(value)) refuse(at, "is not a number that JSON has");
};

const listOrMapping: Check = (value, at) => {
  if (isList(value)) return list(text)(value, at);
  if (!isMapping(value)) refuse(at, "must be an array or a mapping");
  for (const [key, item] of value) scalar(item, `${at}.${key}`);
};

const addresses: Check = (value, at) => {
  if (!isMapping(value)) return list(text)(value, at);
  for (const [key, item] of value) textOrList(item, `${at}.${key}`);
};

const secretMounts: Check = list((value, at) => {
  if (typeof value === "string") return;
  if (!isMapping(value)) refuse(at, "must be a string or a mapping");
  for (const [key, item] of value) {
    if (["source", "target", "uid", "gid"].includes(key)) text(item, `${at}.${key}`);
    else if (key === "mode") scalar(item, `${at}.${key}`);
    else if (!key.startsWith("x-")) refuse(at, `additional properties '${key}' not allowed`);
  }
});

const limits: Check = (value, at) => {
  if (!isMapping(value)) refuse(at, "must be a mapping");
};

const ofBuild: Readonly<Record<string, Check>> = {
  context: text,
  dockerfile: text,
  dockerfile_inline: text,
  entitlements: list(text),
  args: listOrMapping,
  ssh: listOrMapping,
  labels: listOrMapping,
  cache_from: list(text),
  cache_to: list(text),
  no_cache: truth,
  no_cache_filter: textOrList,
  additional_contexts: listOrMapping,
  network: text,
  provenance: textOrTruth,
  sbom: textOrTruth,
  pull: truth,
  target: text,
  shm_size: size,
  extra_hosts: addresses,
  isolation: text,
  privileged: truth,
  secrets: secretMounts,
  tags: list(text),
  ulimits: limits,
  platforms: list(text),
};

/** Checks the kinds of values, which must be right after each file. Throws Refusal. */
export function checkKinds(model: Mapping): void {
  const services = model.get("services") ?? null;
  if (services === null) return;
  if (!isMapping(services)) refuse("services", "must be a mapping");
  for (const [name, service] of services) checkService(name, service);
}

/** Checks a whole model. Throws Refusal. */
export function checkModel(model: Mapping): void {
  if (model.size === 0) throw new Refusal("empty compose file");
  checkKinds(model);
  const services = model.get("services") ?? null;
  if (!isMapping(services)) return;
  const secrets = model.get("secrets") ?? null;
  if (isMapping(secrets)) for (const [name, secret] of secrets) checkSecret(name, secret);
  for (const [name, service] of services) checkConsistency(name, service, services, secrets);
}

function checkService(name: string, service: Value): void {
  if (!/^[a-zA-Z0-9._-]+$/.test(name)) refuse("services", `additional properties '${name}' not allowed`);
  if (service === null) return;
  if (!isMapping(service)) refuse(`services.${name}`, "must be a mapping");
  const at = `services.${name}`;
  const image = service.get("image");
  if (image !== undefined) text(image, `${at}.image`);
  const environment = service.get("environment");
  if (environment !== undefined) listOrMapping(environment, `${at}.environment`);
  const build = service.get("build");
  if (isMapping(build)) checkBuild(build, `${at}.build`);
}

function checkBuild(build: Mapping, at: string): void {
  for (const [key, value] of build) {
    if (key.startsWith("x-")) continue;
    const check = Object.hasOwn(ofBuild, key) ? ofBuild[key] : undefined;
    if (check === undefined) refuse(at, `additional properties '${key}' not allowed`);
    check(value, `${at}.${key}`);
  }
}

function checkSecret(name: string, secret: Value): void {
  if (!isMapping(secret)) refuse(`secrets.${name}`, "must be a mapping");
  const isExternal = secret.get("external") ?? false;
  const source = secret.get("file") ?? secret.get("environment") ?? "";
  if (isExternal === false && source === "")
    refuse(`secret "${name}"`, "must declare either `file` or `environment`");
}

function checkConsistency(name: string, service: Value, services: Mapping, secrets: Value): void {
  const mapping = isMapping(service) ? service : new Map<string, Value>();
  const build = mapping.get("build") ?? null;
  const image = mapping.get("image") ?? "";
  if (build === null && image === "" && !mapping.has("provider"))
    throw new Refusal(
      `service "${name}" has neither an image nor a build context specified`,
      null,
      null,
      true,
    );
  if (!isMapping(build)) return;
  if ((build.get("dockerfile") ?? "") !== "" && (build.get("dockerfile_inline") ?? "") !== "")
    refuse(`service "${name}"`, "declares dockerfile and dockerfile_inline, which exclude each other");
  checkContexts(name, build.get("additional_contexts") ?? null, services);
  const mounts = build.get("secrets");
  for (const mount of isList(mounts) ? mounts : []) {
    const source = isMapping(mount) ? mount.get("source") : mount;
    if (typeof source === "string" && !(isMapping(secrets) && secrets.has(source)))
      refuse(`service "${name}"`, `refers to undefined build secret ${source}`);
  }
}

function checkContexts(name: string, contexts: Value, services: Mapping): void {
  if (!isMapping(contexts)) return;
  for (const [context, value] of contexts) {
    if (typeof value !== "string" || !value.startsWith("service:")) continue;
    const of = services.get(value.slice("service:".length));
    if (of === undefined)
      refuse(`service "${name}"`, `declares unknown ${value} as additional context ${context}`);
    if (!isMapping(of) || !of.has("build"))
      refuse(`service "${name}"`, `declares non-buildable ${value} as additional context ${context}`);
  }
}
