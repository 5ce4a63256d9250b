import { type Bytes, toText } from "../bytes.ts";
import { refuse } from "./refusal.ts";

const nameComponent = "[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*";
const hostComponent = "(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])";
const host = `(?:${hostComponent}(?:\\.${hostComponent})*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?`;
const remoteName = `${nameComponent}(?:/${nameComponent})*`;
const digest = "[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}";
const reference = new RegExp(`^((?:${host}/)?${remoteName})(?::(\\w[\\w.-]{0,127}))?(?:@(${digest}))?$`);

/** A longer text is not an image name; the pattern above is not applied to it. */
const maxLength = 1024;
const digestLengths = new Map([
  ["sha256", 64],
  ["sha384", 96],
  ["sha512", 128],
]);

/**
 * Returns the shortest name of an image, without `docker.io/`, `library/` and `:latest`: the form in which named
 * contexts are looked up (distribution/reference ParseNormalizedNamed, FamiliarString). Rejects what is not an image
 * name.
 */
export function familiarName(name: Bytes): string {
  const text = toText(name);
  if (/^[a-f0-9]{64}$/.test(text)) {
    refuse(`invalid repository name (${text}), cannot specify 64-byte hexadecimal strings`);
  }
  const { domain, remainder } = splitDomain(text);
  const remote = remainder.split(":", 1)[0] ?? "";
  if (remote.toLowerCase() !== remote)
    refuse(`invalid reference format: repository name (${remote}) must be lowercase`);
  const match = text.length > maxLength ? null : reference.exec(`${domain}/${remainder}`);
  if (match === null) return refuse("invalid reference format");
  if (remote.length > 255) refuse("repository name must not be more than 255 characters");
  checkDigest(match[3]);
  const suffix =
    (match[2] === undefined ? "" : `:${match[2]}`) + (match[3] === undefined ? "" : `@${match[3]}`);
  return (familiarRepository(domain, remote) + suffix).replace(/:latest$/, "");
}

/** normalize.go splitDockerDomain. */
function splitDomain(name: string): { domain: string; remainder: string } {
  const slash = name.indexOf("/");
  if (slash < 0) return { domain: "docker.io", remainder: `library/${name}` };
  const first = name.slice(0, slash);
  const isDomain = first === "localhost" || /[.:]/.test(first) || first.toLowerCase() !== first;
  const domain = !isDomain || first === "index.docker.io" ? "docker.io" : first;
  const remainder = isDomain ? name.slice(slash + 1) : name;
  return {
    domain,
    remainder: domain === "docker.io" && !remainder.includes("/") ? `library/${remainder}` : remainder,
  };
}

function familiarRepository(domain: string, remote: string): string {
  if (domain !== "docker.io") return `${domain}/${remote}`;
  const official = remote.startsWith("library/") ? remote.slice("library/".length) : remote;
  return official.includes("/") ? remote : official;
}

function checkDigest(digestText: string | undefined): void {
  if (digestText === undefined) return;
  const [algorithm = "", hex = ""] = digestText.split(":");
  const length = digestLengths.get(algorithm);
  if (length === undefined) refuse("unsupported digest algorithm");
  if (hex.length !== length) refuse("invalid checksum digest length");
  if (!/^[0-9a-f]+$/.test(hex)) refuse("invalid checksum digest format");
}
