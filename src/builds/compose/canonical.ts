import { Refusal } from "../refusal.ts";
import { isList, isMapping, type Mapping, type Value } from "./value.ts";

/** Expands the short forms of a build and an `env_file`, as far as builds need them. Throws Refusal. */
export function canonical(model: Mapping): void {
  eachService(model, (service, at) => {
    if (service.has("build")) service.set("build", canonicalBuild(service.get("build") ?? null, at));
    if (service.has("env_file"))
      service.set("env_file", canonicalEnvFile(service.get("env_file") ?? null, at));
    if (service.get("extends") !== undefined) checkExtends(service.get("extends"), at);
  });
}

export function eachService(model: Mapping, visit: (service: Mapping, at: string) => void): void {
  for (const section of ["services", "jobs"]) {
    const services = model.get(section);
    if (!isMapping(services)) continue;
    for (const [name, service] of services) if (isMapping(service)) visit(service, `${section}.${name}`);
  }
}

function canonicalBuild(build: Value, at: string): Mapping {
  if (typeof build === "string") return new Map([["context", build]]);
  if (!isMapping(build)) throw new Refusal(`${at}.build: it is neither text nor a mapping`);
  const contexts = build.get("additional_contexts");
  if (contexts !== undefined) build.set("additional_contexts", canonicalContexts(contexts, `${at}.build`));
  const ssh = build.get("ssh");
  if (ssh !== undefined) checkSsh(ssh, `${at}.build.ssh`);
  const secrets = build.get("secrets");
  if (isList(secrets))
    build.set(
      "secrets",
      secrets.map((secret) => canonicalSecret(secret, at)),
    );
  return build;
}

function canonicalContexts(contexts: Value, at: string): Mapping {
  if (isMapping(contexts)) return contexts;
  if (!isList(contexts)) throw new Refusal(`${at}.additional_contexts: it is neither a list nor a mapping`);
  return new Map(
    contexts.map((item) => {
      const text = typeof item === "string" ? item : "";
      const equals = text.indexOf("=");
      if (equals < 0) throw new Refusal(`${at}.additional_contexts: an item is not name=context`);
      return [text.slice(0, equals), text.slice(equals + 1)];
    }),
  );
}

function checkSsh(ssh: Value, at: string): void {
  if (isMapping(ssh)) return;
  if (!isList(ssh)) throw new Refusal(`${at}: it is neither a list nor a mapping`);
  for (const item of ssh)
    if (typeof item !== "string" || (!item.includes("=") && item !== "default"))
      throw new Refusal(`${at}: an item is neither "default" nor id=path`);
}

function canonicalSecret(secret: Value, at: string): Mapping {
  if (isMapping(secret)) return secret;
  if (typeof secret === "string") return new Map([["source", secret]]);
  throw new Refusal(`${at}.build.secrets: an item is neither text nor a mapping`);
}

function canonicalEnvFile(files: Value, at: string): Value[] {
  if (typeof files !== "string" && !isList(files))
    throw new Refusal(`${at}.env_file: it is neither text nor a list`);
  return (isList(files) ? files : [files]).map((file) =>
    typeof file === "string" ? new Map<string, Value>([["path", file]]) : file,
  );
}

function checkExtends(value: Value | undefined, at: string): void {
  if (typeof value !== "string" && !isMapping(value ?? null))
    throw new Refusal(`${at}.extends: it is neither text nor a mapping`);
}
