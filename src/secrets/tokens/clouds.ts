import type { Bytes } from "../../bytes.ts";
import { hasBase62Checksum } from "../checksums.ts";
import type { TokenFormat } from "../token.ts";

/** Tokens and keys of clouds, hosting and managed data stores. AWS key pairs have their own file. */
export const cloudTokens: readonly TokenFormat[] = [
  {
    id: "aws-bedrock-key",
    what: "Amazon Bedrock API key",
    looks: "ABSK and 109 or more base64 characters, or bedrock-api-key- and base64",
    anchors: "ABSKQmVkcm9ja0FQSUtleS bedrock-api-key-",
    pattern: /(?:ABSKQmVkcm9ja0FQSUtleS[A-Za-z0-9+/]{80,300}|bedrock-api-key-[A-Za-z0-9+/]{80,4000})={0,2}/y,
  },
  {
    id: "aws-session-token",
    what: "AWS session token",
    looks: "IQoJb3JpZ2luX2Vj or FwoGZXIvYXdz and 200 or more base64 characters",
    anchors: "IQoJb3JpZ2lu FwoGZXIvYXdz",
    pattern: /(?:IQoJb3JpZ2lu|FwoGZXIvYXdz)[A-Za-z0-9+/%]{200,4000}={0,2}/y,
    severity: "warning",
  },
  {
    id: "gcp-api-key",
    what: "Google API key",
    looks: "AIza and 35 characters; often meant to be public, so a warning",
    anchors: "AIza",
    pattern: /AIza[\w-]{35}(?![\w-])/y,
    severity: "warning",
    confidence: "medium",
  },
  {
    id: "gcp-oauth-client-secret",
    what: "Google OAuth client secret",
    looks: "GOCSPX- and 28 characters",
    anchors: "GOCSPX-",
    pattern: /GOCSPX-[\w-]{28}(?![\w-])/y,
  },
  {
    id: "gcp-oauth-token",
    what: "Google OAuth token",
    looks: "1//0 and 40 or more characters (refresh), ya29. and 40 or more (access)",
    anchors: "1//0 ya29.",
    pattern: /(?:1\/\/0[\w-]{40,200}|ya29\.[\w-]{40,1000})(?![\w-])/y,
  },
  {
    id: "azure-storage-key",
    what: "Azure account or Cosmos DB key",
    looks: "AccountKey= or fs.azure.account.key.NAME and 88 base64 characters",
    anchors: "AccountKey= account.key.",
    pattern: /(?:AccountKey=|account\.key\.[\w.-]{1,80}["']?[\s,=]{1,4}["']?)([A-Za-z0-9+/]{86}==)/y,
    accept: (text, start) => !isStorageEmulator(text, start),
  },
  {
    id: "azure-shared-access-key",
    what: "Azure shared access key",
    looks: "SharedAccessKey= and 44 base64 characters",
    anchors: "SharedAccessKey=",
    pattern: /SharedAccessKey=([A-Za-z0-9+/]{43}=)/y,
  },
  {
    id: "azure-sas",
    what: "Azure shared access signature",
    looks: "sig= and 44 base64 characters in an address that has sv= and se=",
    anchors: "sig=",
    pattern: /sig=((?:[A-Za-z0-9+/]|%2[BbFf]){43,44}(?:=|%3[Dd]))/y,
    severity: "warning",
    accept: isSharedAccessAddress,
  },
  {
    id: "azure-client-secret",
    what: "Microsoft Entra client secret",
    looks: "40 characters with 8Q~ or 7Q~ after the third",
    anchors: "8Q~ 7Q~",
    before: { characters: /[\w.~-]/, most: 3 },
    pattern: /[\w.~-]{3}[78]Q~[\w.~-]{31,34}(?![\w.~-])/y,
  },
  {
    id: "azure-devops-token",
    what: "Azure DevOps personal access token",
    looks: "84 letters and digits with AZDO at the 77th",
    anchors: "AZDO",
    before: { characters: /[A-Za-z0-9]/, most: 76 },
    pattern: /[A-Za-z0-9]{76}AZDO[A-Za-z0-9]{4}(?!\w)/y,
    entropy: 2.5,
  },
  {
    id: "azure-service-key",
    what: "Azure service key",
    looks: "84 letters and digits with JQQJ9 at the 53rd, or a key that holds AzFu, AzSe, ACDb or +ACR",
    anchors: "JQQJ9 AzFu AzSe ACDb +ACR",
    before: { characters: /[\w+/-]/, most: 76 },
    pattern:
      /(?:[A-Za-z0-9]{52}JQQJ9[A-Za-z0-9]{26,27}|[\w-]{44}AzFu[\w-]{5}[AQgw]==|[A-Za-z0-9]{42}AzSe[A-D][A-Za-z0-9]{5}|[A-Za-z0-9+/]{76}ACDb[A-Za-z0-9+/]{5}[AQgw]==|[A-Za-z0-9+/]{42}\+ACR[A-D][A-Za-z0-9+/]{5})(?![\w+/=])/y,
  },
  {
    id: "digitalocean-token",
    what: "DigitalOcean token",
    looks: "dop_v1_, doo_v1_ or dor_v1_ and 64 hex digits",
    anchors: "dop_v1_ doo_v1_ dor_v1_",
    pattern: /do[opr]_v1_[a-f0-9]{64}(?!\w)/y,
  },
  {
    id: "cloudflare-token",
    what: "Cloudflare API key or token",
    looks: "cfk_, cfut_ or cfat_ and 40 characters with a checksum",
    anchors: "cfk_ cfut_ cfat_",
    pattern: /cf(?:k|ut|at)_[\w-]{41,64}(?![\w-])/y,
  },
  {
    id: "cloudflare-origin-ca-key",
    what: "Cloudflare Origin CA key",
    looks: "v1.0-, 24 hex digits, - and 146 hex digits",
    anchors: "v1.0-",
    pattern: /v1\.0-[a-f0-9]{24}-[a-f0-9]{146}(?!\w)/y,
  },
  {
    id: "heroku-api-key",
    what: "Heroku API key",
    looks: "HRKU- and a UUID or 60 characters",
    anchors: "HRKU-",
    pattern: /HRKU-(?:AA[\w-]{58}|[a-f0-9]{8}(?:-[a-f0-9]{4}){3}-[a-f0-9]{12})(?![\w-])/y,
  },
  {
    id: "fly-token",
    what: "Fly.io token",
    looks: "fo1_ and 43 characters, or fm1r_, fm1a_ or fm2_ and 100 or more base64 characters",
    anchors: "fo1_ fm1r_ fm1a_ fm2_",
    pattern: /(?:fo1_[\w-]{43}(?![\w-])|fm(?:1[ar]|2)_[A-Za-z0-9+/]{100,2000}={0,3})/y,
  },
  {
    id: "netlify-token",
    what: "Netlify token",
    looks: "nfp_, nfc_, nfo_, nfu_ or nfb_ and 36 letters and digits",
    anchors: "nfp_ nfc_ nfo_ nfu_ nfb_",
    pattern: /nf[pcoub]_[A-Za-z0-9]{36}(?!\w)/y,
  },
  {
    id: "vercel-token",
    what: "Vercel token",
    looks: "vcp_, vci_, vca_, vcr_ or vck_ and 56 characters, the last six a checksum",
    anchors: "vcp_ vci_ vca_ vcr_ vck_",
    pattern: /vc[piark]_[\w-]{50}[A-Za-z0-9]{6}(?![\w-])/y,
    checksum: hasBase62Checksum,
  },
  {
    id: "yandex-key",
    what: "Yandex Cloud key or token",
    looks: "AQVN and 35 characters, or y0_ and 55",
    anchors: "AQVN y0_A",
    pattern: /(?:AQVN[\w-]{35,38}|y0_A[\w-]{50,60})(?![\w-])/y,
  },
  {
    id: "databricks-token",
    what: "Databricks token",
    looks: "dapi or dose and 32 hex digits",
    anchors: "dapi dose",
    pattern: /(?:dapi|dose)[a-f0-9]{32}(?:-\d)?(?!\w)/y,
  },
  {
    id: "supabase-key",
    what: "Supabase secret key or access token",
    looks: "sb_secret_ and 31 characters, or sbp_ and 40 hex digits",
    anchors: "sb_secret_ sbp_",
    pattern: /(?:sb_secret_[\w-]{31,36}|sbp_(?:oauth_)?[a-f0-9]{40})(?![\w-])/y,
  },
  {
    id: "neon-api-key",
    what: "Neon API key",
    looks: "napi_ and 64 letters and digits",
    anchors: "napi_",
    pattern: /napi_[a-z0-9]{64}(?!\w)/y,
  },
  {
    id: "planetscale-token",
    what: "PlanetScale token or password",
    looks: "pscale_tkn_, pscale_oauth_ or pscale_pw_ and 32 or more characters",
    anchors: "pscale_tkn_ pscale_oauth_ pscale_pw_",
    pattern: /pscale_(?:tkn|oauth|pw)_[\w.=-]{32,64}(?![\w-])/y,
  },
  {
    id: "aiven-password",
    what: "Aiven service password",
    looks: "AVNS_ and 19 characters",
    anchors: "AVNS_",
    pattern: /AVNS_[\w-]{19}(?![\w-])/y,
  },
  {
    id: "mongodb-atlas-secret",
    what: "MongoDB Atlas service account secret",
    looks: "mdb_sa_sk_ and 40 characters",
    anchors: "mdb_sa_sk_",
    pattern: /mdb_sa_sk_[\w-]{40}(?![\w-])/y,
  },
  {
    id: "terraform-cloud-token",
    what: "Terraform Cloud token",
    looks: "14 letters and digits, .atlasv1. and 60 or more characters",
    anchors: ".atlasv1.",
    before: { characters: /[A-Za-z0-9]/, most: 14 },
    pattern: /[A-Za-z0-9]{14}\.atlasv1\.[\w=-]{60,70}(?![\w=-])/y,
  },
  {
    id: "pulumi-token",
    what: "Pulumi access token",
    looks: "pul- and 40 hex digits",
    anchors: "pul-",
    pattern: /pul-[a-f0-9]{40}(?!\w)/y,
  },
  {
    id: "openshift-token",
    what: "OpenShift token",
    looks: "sha256~ and 43 characters",
    anchors: "sha256~",
    pattern: /sha256~[\w-]{43}(?![\w-])/y,
  },
];

function isSharedAccessAddress(text: Bytes, start: number, end: number): boolean {
  const around = text.slice(Math.max(0, start - 400), end + 400);
  return /[?&;](?:amp;)?sv=20\d\d/.test(around) && /[?&;](?:amp;)?se=/.test(around);
}

/** The storage emulator has one published account for everybody. */
function isStorageEmulator(text: Bytes, start: number): boolean {
  return text.slice(Math.max(0, start - 80), start).includes("devstoreaccount1");
}
