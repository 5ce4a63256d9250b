import type { Bytes } from "../../bytes.ts";
import type { Found } from "../model.ts";
import { isPlaceholder, isTutorialValue } from "../placeholders.ts";
import { credentialRule, linesOf, type Reader } from "../reader.ts";
import { dockerLogins } from "./registries.ts";

const secretValue = credentialRule(
  "kubernetes-secret",
  "value of a Kubernetes Secret",
  "kind: Secret with values under data or stringData",
);
const secretKind = /^[ \t]{0,8}kind:[ \t]{1,8}["']?Secret["']?[ \t]*\r?$|"kind"\s{0,8}:\s{0,8}"Secret"/m;

export const kubernetesSecret: Reader = {
  rules: [secretValue],
  reads: ({ name, isExample }) => !isExample && /\.(?:ya?ml|json)$/.test(name),
  *read(text, { isTest }) {
    if (!secretKind.test(text)) return;
    const values = text.trimStart().startsWith("{") ? jsonValues(text) : yamlValues(text);
    for (const found of values) yield isTest ? { ...found, confidence: "low" } : found;
  },
};

/** Keys of a Secret whose values are not secret. */
const publicKey =
  /^(?:[\w.-]*[._-])?(?:user(?:name)?|login|host(?:name)?|port|database|db(?:_?name)?|namespace|e?mail|name|type|kind|endpoint|region|schema|driver|server|url|uri|issuer|(?:client|account|tenant|project|app)[_-]?id|[\w.-]*\.(?:crt|cer|pub)|ca[.-]?(?:crt|cert|pem|bundle[\w.-]*)|\w*public\w*|\w*(?:time|date|ttl|expiry))$/i;

interface Block {
  readonly indent: number;
  readonly isEncoded: boolean;
}

const entry = /^([ \t]*)(["']?)([\w.-]{1,128})\2:(?:[ \t]+(.*))?$/;

/** Reads line by line the entries one level below `data:` or `stringData:` in documents of kind Secret. */
function* yamlValues(text: Bytes): Generator<Found> {
  let block: Block | null = null;
  for (const line of secretDocuments(text)) {
    const match = entry.exec(line.text);
    const indent = match?.[1]?.length ?? 0;
    if (match === null) continue;
    if (block !== null && indent <= block.indent) block = null;
    const [, , , key = "", rest = ""] = match;
    if (block === null) {
      if (key === "data" || key === "stringData") block = { indent, isEncoded: key === "data" };
      continue;
    }
    yield* valueIn(key, rest, line.start + line.text.length - rest.length, block.isEncoded);
  }
}

/** Yields the lines of the YAML documents that are Secrets. */
function* secretDocuments(text: Bytes) {
  let document: ReturnType<typeof collect> = [];
  for (const line of linesOf(text)) {
    if (!line.text.startsWith("---")) document.push(line);
    else {
      yield* isSecret(document);
      document = [];
    }
  }
  yield* isSecret(document);
}

function collect(text: Bytes) {
  return [...linesOf(text)];
}

function isSecret(document: ReturnType<typeof collect>) {
  return document.some((line) => secretKind.test(line.text)) ? document : [];
}

const jsonEntry = /"([\w.-]{1,128})"\s{0,8}:\s{0,8}"([^"\n]{1,8000})"/g;

function* jsonValues(text: Bytes): Generator<Found> {
  const data = /"(data|stringData)"\s{0,8}:\s{0,8}\{/.exec(text);
  if (data === null) return;
  const begin = data.index + data[0].length;
  const end = text.indexOf("}", begin);
  for (const match of text.slice(begin, end < 0 ? text.length : end).matchAll(jsonEntry)) {
    const [whole, key = "", value = ""] = match;
    if (data[1] === "data" && !isBase64(value)) continue;
    yield* valueIn(key, value, begin + match.index + whole.length - 1 - value.length, data[1] === "data");
  }
}

function* valueIn(key: Bytes, rest: Bytes, at: number, isEncoded: boolean): Generator<Found> {
  if (publicKey.test(key)) return;
  const quote = /^["']/.test(rest) ? 1 : 0;
  const value = rest
    .replace(/[ \t]+#.*$/, "")
    .replace(/^["']|["'][ \t]*$/g, "")
    .trim();
  const plain = isEncoded && isBase64(value) ? Buffer.from(value, "base64").toString("latin1") : value;
  if (value.length < 4 || isPlaceholder(value) || isHarmless(plain.trim())) return;
  const found = { rule: secretValue, start: at + quote, end: at + quote + value.length };
  yield isWeak(plain.trim()) ? { ...found, confidence: "low" } : found;
}

function isBase64(value: Bytes): boolean {
  return /^[A-Za-z0-9+/]+={0,2}$/.test(value);
}

/** Words and sentences: values of a demonstration. */
function isWeak(value: Bytes): boolean {
  return (
    isTutorialValue(value) || /^[A-Za-z]+(?:[-_. ][A-Za-z]+)*$/.test(value) || value.split(" ").length > 3
  );
}

function isHarmless(value: Bytes): boolean {
  if (
    isPlaceholder(value) ||
    /^(?:https?:\/\/[^@]*|\d{1,6}|\d{4}-\d\d-\d\dT[\d:.Z+-]*|[|>][+-]?)$/.test(value)
  )
    return true;
  if (value.startsWith("{") && value.includes('"auths"')) return dockerLogins(value).next().done === true;
  // Armored text is either public or found by the rules for private keys.
  return value.includes("-----BEGIN ");
}
