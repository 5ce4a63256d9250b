import { expect, test } from "vitest";
import { isCredential, isEnvironment, isLikelyCredential, isSource } from "../../src/advise/file-kind.ts";

/** Which advice a file may get depends on these alone: `credential` may be excluded, tracked or not; `source` never is. */
test.each<[path: string, kinds: string]>([
  [".env", "environment credential likely"],
  ["app/.env.production", "environment credential likely"],
  [".env.example", ""],
  ["prod.env", "environment credential likely"],
  [".ssh", "credential likely"],
  ["home/.ssh/known_hosts", "credential likely"],
  ["id_rsa", "credential likely"],
  ["certs/server.key", "credential likely"],
  ["store.jks", "credential likely"],
  [".aws/credentials", "credential likely"],
  [".npmrc", "source"],
  [".docker/config.json", "source likely"],
  ["src/main.rs", "source"],
  ["settings/main.py", "source"],
  ["Dockerfile.debug", "source"],
  ["requirements-dev.txt", "source"],
  ["notes", ""],
  [".py", ""],
])("%s", (path, kinds) => {
  const asked = {
    environment: isEnvironment,
    credential: isCredential,
    source: isSource,
    likely: isLikelyCredential,
  };
  const is = ["source", "environment", "credential", "likely"] as const;
  expect(is.filter((kind) => asked[kind](path)).join(" ")).toBe(kinds);
});
