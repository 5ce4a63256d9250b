import type { Bytes } from "../../bytes.ts";
import type { Found } from "../model.ts";
import { isPlaceholder, isTutorialValue, looksRandom } from "../placeholders.ts";
import { credentialRule, type Reader } from "../reader.ts";
import { isBasic } from "../urls.ts";

const dockerLogin = credentialRule(
  "docker-auth",
  "registry login",
  '"auth": base64 of user:password, or an identitytoken',
);
const dockerField = /"(auth|identitytoken|registrytoken)"\s{0,8}:\s{0,8}"([\w+/=.-]{4,4000})"/g;

/** Docker's config.json, the older .dockercfg, and the copies that tools and Kubernetes make of them. */
export const dockerAuth: Reader = {
  rules: [dockerLogin],
  reads: ({ name, tail }) =>
    name === ".dockercfg" ||
    name === ".dockerconfigjson" ||
    name === "auth.json" ||
    name === "config.json" ||
    /docker[^/]*\/config[\w.-]*\.json$|^docker-?config[\w.-]*\.json$/.test(tail),
  *read(text, { name }) {
    if (name !== "config.json" || text.includes('"auths"')) yield* dockerLogins(text);
  },
};

export function* dockerLogins(text: Bytes): Generator<Found> {
  for (const match of text.matchAll(dockerField)) {
    const value = match[2] ?? "";
    const end = match.index + match[0].length - 1;
    const isLogin = match[1] === "auth" ? isBasic(value) : value.length >= 16 && !isPlaceholder(value);
    if (isLogin) yield { rule: dockerLogin, start: end - value.length, end };
  }
}

const composerLogin = credentialRule(
  "composer-auth",
  "Composer login",
  "in auth.json: a host name and its token",
);
const composerField = /"[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}"\s{0,8}:\s{0,8}"([^"\s]{16,400})"/g;

export const composerAuth: Reader = {
  rules: [composerLogin],
  reads: ({ name }) => name === "auth.json",
  *read(text) {
    for (const match of text.matchAll(composerField)) {
      const value = match[1] ?? "";
      const end = match.index + match[0].length - 1;
      if (looksRandom(value) && !isPlaceholder(value))
        yield { rule: composerLogin, start: end - value.length, end };
    }
  },
};

const feedKey = credentialRule(
  "nuget-feed-key",
  "key of a NuGet feed",
  "in NuGet.Config, below apikeys: the address of a feed and its key",
);
const feedField = /<add key="https?:\/\/[^"\n]{1,200}" value="([\w+/=-]{24,2000})"/g;

export const feedKeys: Reader = {
  rules: [feedKey],
  reads: ({ name }) => name === "nuget.config",
  *read(text) {
    for (const match of text.matchAll(feedField)) {
      const value = match[1] ?? "";
      const end = match.index + match[0].length - 1;
      if (!isPlaceholder(value)) yield { rule: feedKey, start: end - value.length, end };
    }
  },
};

const npmLogin = credentialRule(
  "npm-auth",
  "npm or Yarn registry login",
  "_auth, _authToken, _password or npmAuthToken, npmAuthIdent with a value",
);
const npmField =
  /(?:_auth(?:Token)?|_password|npmAuthToken|npmAuthIdent)["']?[ \t]{0,8}[=: \t][ \t]{0,8}["']?([^\s"'#]{4,2000})/g;

export const npmAuth: Reader = {
  rules: [npmLogin],
  reads: ({ name }) => /npmrc$|^\.yarnrc/.test(name),
  *read(text) {
    for (const match of text.matchAll(npmField)) {
      const value = match[1] ?? "";
      const end = match.index + match[0].length;
      if (!isPlaceholder(value)) yield { rule: npmLogin, start: end - value.length, end };
    }
  },
};

const bundlerLogin = credentialRule(
  "bundler-auth",
  "Bundler source login",
  "BUNDLE_HOST__NAME: user:password, or a token",
);
const bundlerField = /^BUNDLE_([A-Z\d_]{1,200}): ["']?([^\s"']{8,400})/gm;

export const bundlerAuth: Reader = {
  rules: [bundlerLogin],
  reads: ({ tail }) => tail === ".bundle/config",
  *read(text) {
    for (const match of text.matchAll(bundlerField)) {
      const [, setting = "", value = ""] = match;
      // A host name, with its dots written as two underscores; other settings have none.
      if (!setting.includes("__") || setting.startsWith("BUILD__")) continue;
      const end = match.index + match[0].length;
      const isLogin = /^[^:/]{1,64}:[^:/]{4,}$/.test(value) || (looksRandom(value) && !isPlaceholder(value));
      if (isLogin && !isTutorialValue(value)) yield { rule: bundlerLogin, start: end - value.length, end };
    }
  },
};
