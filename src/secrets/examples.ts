import type { Bytes } from "../bytes.ts";

const exampleWord =
  /(?:^|[._-])(?:examples?|samples?|templates?|tmpl|dist|defaults?|schema|skel|stub)(?=[._-]|$)/i;
const safeEnding = /\.(?:pub|md|j2|erb|enc|sops|sealed)$/i;

/** What says "default" or "schema" in these is a setting of its own, or a database; `template.yaml` is what AWS SAM builds. */
const notThose =
  /^(?:application_)?default(?:_credentials)?\.[\w]+$|schema\.sql$|^template\.(?:ya?ml|json)$/i;

/** True for a base name that says of itself: an example, a template, a public key, or an encrypted file. */
export function isExampleName(name: Bytes): boolean {
  return (exampleWord.test(name) && !notThose.test(name)) || safeEnding.test(name);
}
