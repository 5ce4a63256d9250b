import { assignmentRules, furtherAssignmentRules } from "./assignments.ts";
import { awsRules } from "./aws.ts";
import { callRules } from "./calls.ts";
import { commandRules } from "./commands.ts";
import { jwtRules } from "./jwt.ts";
import { keyFileRules } from "./key-files.ts";
import { keyFormatRules } from "./key-formats.ts";
import type { AnchoredRule, Rule } from "./model.ts";
import { furtherKeyRules, privateKeyRules } from "./private-keys.ts";
import type { Scope } from "./profiles.ts";
import type { Reader } from "./reader.ts";
import {
  conda,
  cookies,
  kaggle,
  masterKeys,
  railsSecrets,
  s3fs,
  savedSites,
  terraformState,
  wireguard,
} from "./readers/applications.ts";
import { kubernetesSecret } from "./readers/kubernetes.ts";
import { curl, netrc, passwordFiles, pgpass, spaced, twoLines } from "./readers/logins.ts";
import { bundlerAuth, composerAuth, dockerAuth, feedKeys, npmAuth } from "./readers/registries.ts";
import { insertedRows, tables } from "./readers/tables.ts";
import { tokenRule } from "./token.ts";
import { aiTokens } from "./tokens/ai.ts";
import { cloudTokens } from "./tokens/clouds.ts";
import { codeHostTokens } from "./tokens/code-hosts.ts";
import { messagingTokens } from "./tokens/messaging.ts";
import { operationsTokens } from "./tokens/operations.ts";
import { packageTokens } from "./tokens/packages.ts";
import { paymentTokens } from "./tokens/payments.ts";
import { serviceTokens } from "./tokens/services.ts";
import { furtherUrlRules, urlRules } from "./urls.ts";

/** Vendors' token formats, as tables. */
export const vendorTokens = [
  codeHostTokens,
  packageTokens,
  cloudTokens,
  messagingTokens,
  paymentTokens,
  aiTokens,
  operationsTokens,
  serviceTokens,
].flat();

const hard: readonly AnchoredRule[] = [
  ...privateKeyRules,
  ...keyFormatRules,
  ...awsRules,
  ...vendorTokens.map(tokenRule),
];
const text: readonly AnchoredRule[] = [...hard, ...urlRules, ...jwtRules];
const prose: readonly AnchoredRule[] = [...text, ...assignmentRules];
const all: readonly AnchoredRule[] = [...prose, ...commandRules, ...callRules];

/** The rules that start at an anchor, by scope: how likely a file was written by hand. */
export const anchoredRules: Record<Scope, readonly AnchoredRule[]> = {
  hard,
  text,
  prose,
  code: all,
  config: all,
  credentials: all,
};

export const readers: readonly Reader[] = [
  netrc,
  pgpass,
  spaced,
  twoLines,
  passwordFiles,
  dockerAuth,
  composerAuth,
  npmAuth,
  feedKeys,
  bundlerAuth,
  kubernetesSecret,
  masterKeys,
  railsSecrets,
  savedSites,
  wireguard,
  kaggle,
  terraformState,
  cookies,
  s3fs,
  conda,
  curl,
  tables,
  insertedRows,
];

/** Every rule once, in the order in which `ctxcheck secrets` lists them. */
export const ruleCatalogue: readonly Rule[] = [
  ...new Set([
    ...privateKeyRules.map(({ rule }) => rule),
    ...furtherKeyRules,
    ...keyFileRules,
    ...all.map(({ rule }) => rule),
    ...furtherUrlRules,
    ...furtherAssignmentRules,
    ...readers.flatMap(({ rules }) => rules),
  ]),
];
