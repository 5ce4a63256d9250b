import { createRequire } from "node:module";
import type { Bytes } from "../bytes.ts";
import type { Found } from "./model.ts";
import type { Profile } from "./profiles.ts";

const require = createRequire(import.meta.url);

/** SHA-256 (the first 16 hex digits) of values that their vendors publish for everybody: they protect nothing. */
const published: ReadonlyMap<string, string> = new Map([
  ["0011cc25eb432071", "Azurite and the storage emulator of Azure"],
  ["aa6547439583c3a2", "the emulator of Azure Cosmos DB"],
  // OAuth clients of installed applications: according to RFC 8252, 8.5, their secrets "should not be treated as
  // confidential".
  ["456a51b1f1b3cf3e", "gcloud"],
  ["f0386f9be1fe905f", "gcloud's application default credentials"],
  ["ad87d24d7cb5f581", "gsutil"],
  ["c020a14ab3644685", "appcfg of App Engine"],
  ["846cd027bbd3a783", "clasp"],
  ["ea140d9c92022174", "firebase-tools"],
  ["1084fe644c717e85", "firebase-tools at GitHub"],
  ["5a49b586f838a254", "firebase-tools at Google Analytics"],
  ["e22d8bd751434936", "firebase-tools' emulators at Google Analytics"],
  ["26ac19f204877b1b", "firebase-tools in VS Code at Google Analytics"],
  ["d1b3190dacfb6af1", "GitHub's own command line"],
  ["996b21cb99382b32", "Thunderbird"],
  ["05d9d0c04b7f1d1d", "Chrome"],
  ["5cc1e9113bbaa704", "the documentation of Django REST framework"],
  ["9c846fdf0fa8955c", "the documentation of Mailgun"],
  ["2cafc0970149a84f", "the documentation of Stripe"],
  ["f2d6ca16515033e5", "the documentation of Stripe, before"],
  ["31043aae8be22df7", "the web client of YouTube"],
  ["f5e95c9954635b65", "reCAPTCHA for tests"],
  ["03b970ed8171d73b", "reCAPTCHA for tests, the site's"],
  ["8b1b17a9740c068a", "RFC 7515, A.1"],
  ["5ccf2edb4f070f0b", "RFC 7515, A.3"],
  ["a45404ae333dd955", "RFC 7517, A.2"],
  ["190edf59d5736c3b", "RFC 8037, A.1"],
  ["8be5d113c0871ce1", "the key of every tutorial on one-time passwords"],
]);

/** Their lengths: only a value of one of these is worth a digest. */
const lengths = new Set([16, 22, 24, 32, 36, 39, 40, 43, 86, 88]);

function isListed(value: Bytes): boolean {
  if (!lengths.has(value.length)) return false;
  const { createHash }: typeof import("node:crypto") = require("node:crypto");
  return published.has(createHash("sha256").update(value, "latin1").digest("hex").slice(0, 16));
}

/**
 * Values that vendors issue for pages and apps, by form: publishable keys of Stripe and Clerk, public tokens of Mapbox,
 * project keys of PostHog, client tokens of Datadog, publishable keys of Supabase, application ids of Square,
 * tokenization keys of Braintree, mobile keys of LaunchDarkly, browser keys of New Relic, public keys of RevenueCat,
 * access keys of Shopware's sales channels.
 */
const forPages =
  /^(?:pk_(?:live|test)_\w{16,200}|pk\.eyJ[\w-]{16,200}\.[\w-]{16,60}|phc_\w{30,60}|pub[a-f\d]{32}|sb_publishable_[\w-]{16,60}|sq0idp-[\w-]{22}|(?:sandbox|production)_[a-z\d]{8}_[a-z\d]{16}|mob-[a-f\d]{8}(?:-[a-f\d]{4}){3}-[a-f\d]{12}|SWSC[A-Z\d]{22}|NRJS-[a-f\d]{19}|(?:appl|goog|amzn)_[A-Za-z]{20,40})$/;

/**
 * Context of a Firebase configuration for a page: https://firebase.google.com/docs/projects/api-keys, "public by
 * design".
 */
const firebasePage = /\b(?:authDomain|messagingSenderId)\b/;
/** DocSearch and Docusaurus: "Public API key: it is safe to commit it". Admin keys have another name. */
const searchPage = /algolia|docsearch/i;
const searchIndex = /\bdocsearch\b|index_?name/i;
const searchKey = /^(?:algolia)?[._-]?(?:search)?(?:[._-]?only)?[._-]?api[._-]?key$/i;
const hex32 = /^[a-f\d]{32}$/;
/**
 * An installed Google application: "the client secret is obviously not treated as a secret". Its client id is nearby.
 */
const googleSecret = /^(?:GOCSPX-[\w-]{28}|[\w/-]{24})$/;
const googleClient = /\d{6,20}(?:-[a-z\d]{32})?\.apps\.googleusercontent\.com/;
const installed = /oauth:2\.0:oob|\bInstalledApp|["']installed["']|\bdevice\/code\b|\/device_?code\b/;

/** Whether the vendor publishes a value, or intends it for everybody who uses a page or an app. */
export function isPublished(
  text: Bytes,
  { start, end, rule, variable = "" }: Found,
  profile: Profile,
): boolean {
  const value = text.slice(start, end);
  if (value.length > 200 || rule.family === "private-key") return false;
  if (forPages.test(value) || isListed(value)) return true;
  if (rule.id !== "gcp-api-key" && !(profile.isProgram || profile.isVendored || hex32.test(value)))
    return false;
  const [before, after] = [text.slice(Math.max(0, start - 300), start), text.slice(end, end + 300)];
  if (rule.id === "gcp-api-key") return firebasePage.test(before + after);
  if (hex32.test(value) && searchKey.test(variable))
    return searchPage.test(before) && searchIndex.test(before + after);
  if (!googleSecret.test(value) || !googleClient.test(before + after)) return false;
  return profile.isVendored || installed.test(text.slice(Math.max(0, start - 4000), end + 4000));
}
