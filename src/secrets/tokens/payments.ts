import type { TokenFormat } from "../token.ts";

/**
 * Keys of payment services and shops. Test keys are warnings: they reach no money, but the live key is next to them.
 */
export const paymentTokens: readonly TokenFormat[] = [
  {
    id: "stripe-key",
    what: "Stripe live secret key",
    looks: "sk_live_ or rk_live_ and 24 or more letters and digits",
    anchors: "sk_live_ rk_live_",
    pattern: /[sr]k_live_[A-Za-z0-9]{20,250}(?!\w)/y,
  },
  {
    id: "stripe-test-key",
    what: "Stripe test secret key",
    looks: "sk_test_ or rk_test_ and 24 or more letters and digits",
    anchors: "sk_test_ rk_test_",
    pattern: /[sr]k_test_[A-Za-z0-9]{20,250}(?!\w)/y,
    severity: "warning",
  },
  {
    id: "stripe-webhook-secret",
    what: "Stripe webhook signing secret",
    looks: "whsec_ and 32 or more letters and digits",
    anchors: "whsec_",
    pattern: /whsec_[A-Za-z0-9+/]{32,90}={0,2}(?!\w)/y,
  },
  {
    id: "shopify-token",
    what: "Shopify token or shared secret",
    looks: "shpat_, shpss_, shpca_, shppa_, shpua_ or shptka_ and 32 hex digits",
    anchors: "shpat_ shpss_ shpca_ shppa_ shpua_ shptka_",
    pattern: /shp(?:at|ss|ca|pa|ua|tka)_[a-fA-F0-9]{32}(?!\w)/y,
  },
  {
    id: "square-token",
    what: "Square token or secret",
    looks: "sq0csp- and 43 characters, sq0atp- and 22, or EAAA and 60",
    anchors: "sq0csp- sq0atp- EAAA",
    pattern: /(?:sq0csp-[\w-]{43}|sq0atp-[\w-]{22}|EAAA[lE][\w-]{59})(?![\w-])/y,
  },
  {
    id: "paddle-key",
    what: "Paddle API key",
    looks: "pdl_live_apikey_ (or pdl_sdbx_apikey_), 26 letters and digits, _, 22 more, _ and three more",
    anchors: "pdl_live_apikey_ pdl_sdbx_apikey_",
    pattern: /pdl_(?:live|sdbx)_apikey_[a-z\d]{26}_[A-Za-z\d]{22}_[A-Za-z\d]{3}(?!\w)/y,
  },
  {
    id: "facebook-token",
    what: "Facebook access token",
    looks: "EAA and 100 or more letters and digits",
    anchors: "EAA",
    pattern: /EAA[A-Za-z0-9]{100,400}(?![\w+/=-])/y,
    // Packed tables in search indexes are similar runs, but of few letters.
    entropy: 4.8,
  },
  {
    id: "braintree-token",
    what: "Braintree access token",
    looks: "access_token$production$, 16 characters, $ and 32 hex digits",
    anchors: "access_token$",
    pattern: /access_token\$(?:production|sandbox)\$[a-z0-9]{16}\$[a-f0-9]{32}(?!\w)/y,
  },
  {
    id: "plaid-token",
    what: "Plaid access token",
    looks: "access-production- (or -sandbox-, -development-) and a UUID",
    anchors: "access-production- access-sandbox- access-development-",
    pattern: /access-(?:production|sandbox|development)-[a-f0-9]{8}(?:-[a-f0-9]{4}){3}-[a-f0-9]{12}(?!\w)/y,
  },
  {
    id: "flutterwave-key",
    what: "Flutterwave secret key",
    looks: "FLWSECK- (or FLWSECK_TEST-), 32 characters and -X",
    anchors: "FLWSECK",
    pattern: /FLWSECK(?:_TEST)?-[a-f0-9]{32}-X/y,
  },
  {
    id: "easypost-key",
    what: "EasyPost API key",
    looks: "EZAK and 54 letters and digits",
    anchors: "EZAK",
    pattern: /EZAK[A-Za-z0-9]{54}(?!\w)/y,
  },
  {
    id: "shippo-token",
    what: "Shippo live token",
    looks: "shippo_live_ and 40 hex digits",
    anchors: "shippo_live_",
    pattern: /shippo_live_[a-f0-9]{40}(?!\w)/y,
  },
  {
    id: "duffel-token",
    what: "Duffel token",
    looks: "duffel_live_ or duffel_test_ and 43 characters",
    anchors: "duffel_live_ duffel_test_",
    pattern: /duffel_(?:live|test)_[\w=-]{43}(?![\w-])/y,
  },
];
