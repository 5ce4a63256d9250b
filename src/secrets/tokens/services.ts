import type { TokenFormat } from "../token.ts";

/** Tokens of analytics, media, trading and other services. */
export const serviceTokens: readonly TokenFormat[] = [
  {
    id: "posthog-key",
    what: "PostHog personal API key",
    looks: "phx_ and 43 or more letters and digits",
    anchors: "phx_",
    pattern: /phx_[A-Za-z0-9]{43,60}(?!\w)/y,
  },
  {
    id: "langfuse-key",
    what: "Langfuse secret key",
    looks: "sk-lf- and a UUID",
    anchors: "sk-lf-",
    pattern: /sk-lf-[a-f0-9]{8}-(?:[a-f0-9]{4}-){3}[a-f0-9]{12}(?!\w)/y,
  },
  {
    id: "twitter-bearer-token",
    what: "X (Twitter) bearer token",
    looks: "21 or 22 A and 80 to 100 letters, digits and %",
    anchors: "AAAAAAAAAAAAAAAAAAAAA",
    pattern: /A{20,22}([B-Za-z0-9][A-Za-z0-9%]{78,100})(?![\w%])/y,
    // Binary data in base64 has just as many.
    accept: (text, start, end) => /^A+[\w%]*%(?:2B|2F|3D)/.test(text.slice(start, end)),
  },
  {
    id: "frameio-token",
    what: "Frame.io token",
    looks: "fio-u- and 64 characters",
    anchors: "fio-u-",
    pattern: /fio-u-[\w=-]{64}(?![\w-])/y,
  },
  {
    id: "maxmind-key",
    what: "MaxMind license key",
    looks: "six letters and digits, _, 29 more and _mmk",
    anchors: "_mmk",
    before: { characters: /\w/, most: 36 },
    pattern: /[A-Za-z0-9]{6}_[A-Za-z0-9]{29}_mmk(?!\w)/y,
  },
  {
    id: "amazon-mws-token",
    what: "Amazon Marketplace token",
    looks: "amzn.mws. and a UUID",
    anchors: "amzn.mws.",
    pattern: /amzn\.mws\.[a-f0-9]{8}-(?:[a-f0-9]{4}-){3}[a-f0-9]{12}(?!\w)/y,
  },
  {
    id: "onepassword-secret-key",
    what: "1Password secret key",
    looks: "A3-, six characters and groups of five or six, joined by hyphens",
    anchors: "A3-",
    pattern:
      /A3-[A-Z0-9]{6}-(?:[A-Z0-9]{11}|[A-Z0-9]{6}-[A-Z0-9]{5})-[A-Z0-9]{5}-[A-Z0-9]{5}-[A-Z0-9]{5}(?![\w-])/y,
  },
  {
    id: "adobe-client-secret",
    what: "Adobe client secret",
    looks: "p8e- and 32 letters and digits",
    anchors: "p8e-",
    pattern: /p8e-[A-Za-z0-9_-]{32}(?![\w-])/y,
  },
  {
    id: "scalingo-token",
    what: "Scalingo token",
    looks: "tk-us- and 48 characters",
    anchors: "tk-us-",
    pattern: /tk-us-[\w-]{48}(?![\w-])/y,
  },
  {
    id: "intra42-secret",
    what: "Intra 42 client secret",
    looks: "s-s4t2ud- or s-s4t2af- and 64 hex digits",
    anchors: "s-s4t2ud- s-s4t2af-",
    pattern: /s-s4t2(?:ud|af)-[a-f0-9]{64}(?!\w)/y,
  },
  {
    id: "octopus-key",
    what: "Octopus Deploy API key",
    looks: "API- and 25 to 32 capitals and digits",
    anchors: "API-",
    pattern: /API-(?=[A-Z]*\d[A-Z]*\d)[A-Z0-9]{25,32}(?![\w-])/y,
    entropy: 3.6,
  },
  {
    id: "apify-token",
    what: "Apify API token",
    looks: "apify_api_ and 36 letters and digits",
    anchors: "apify_api_",
    pattern: /apify_api_[A-Za-z0-9]{34,38}(?!\w)/y,
  },
  {
    id: "mailersend-token",
    what: "MailerSend API token",
    looks: "mlsn. and 64 hex digits",
    anchors: "mlsn.",
    pattern: /mlsn\.[a-f0-9]{64}(?!\w)/y,
  },
];
