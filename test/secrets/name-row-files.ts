import { encode, pem, valuesFrom } from "./values.ts";

/** Files of names that the other sets have none of. */
export function nameRowFiles(seed: number): { path: string; content: Buffer }[] {
  const v = valuesFrom(seed);
  const key = pem("ec", "pkcs8");
  const rows: [path: string, content: string][] = [
    ["etc/ssh_host_ecdsa_key", key],
    ["home/deploy_rsa", key],
    [".aws/config", `[default]\naws_secret_access_key = ${v.base64(30)}\n`],
    ["gha-creds-1.json", JSON.stringify({ type: "service_account", private_key: key })],
    ["shop-service-account.json", JSON.stringify({ type: "service_account", private_key: key })],
    ["a/.credentials.json", `{"access_token":"${v.alnum(40)}"}`],
    ["shop-credentials.json", `{"client_secret":"${v.alnum(30)}"}`],
    [".secrets", `DEPLOY_TOKEN=${v.alnum(30)}\n`],
    ["hub", `github.com:\n- user: shop\n  oauth_token: ${v.hex(40)}\n`],
    [
      "containers/auth.json",
      JSON.stringify({ auths: { "reg.corp.net": { auth: encode(`bot:${v.alnum(14)}`) } } }),
    ],
    ["google-services.json", `{"api_key":[{"current_key":"${["AI", "za"].join("")}${v.url64(35)}"}]}`],
    ["home/.oci/config", `[DEFAULT]\npass_phrase=${v.password()}\n`],
  ];
  return rows.map(([path, content]) => ({ path, content: Buffer.from(content) }));
}
