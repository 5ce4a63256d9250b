import type { Bytes } from "../bytes.ts";

const exampleWord =
  /(?:^|[._-])(?:examples?|samples?|templates?|tmpl|dist|defaults?|schema|skel|stub)(?=[._-]|$)/i;
const safeEnding = /\.(?:pub|md|j2|erb|enc|sops|sealed)$/i;

/** Names with "default" or "schema" that are settings of their own, or a database. */
const notThose =
  /^(?:application_)?default(?:_credentials)?\.[\w]+$|schema\.sql$|^template\.(?:ya?ml|json)$/i;

/** Whether a base name declares itself an example, a template, a public key, or an encrypted file. */
export function isExampleName(name: Bytes): boolean {
  return (exampleWord.test(name) && !notThose.test(name)) || safeEnding.test(name);
}
