import { generateKeyPairSync } from "node:crypto";
import { ageIdentity, armour, encode, join, openSshKey, pem } from "../values.ts";
import { type Case, type Drawn, drawFrom } from "./fill.ts";

/** Keys in the formats of their programs, each in files where they lie. Multi-line ones may be told on any of their lines. */
export function keyCases(times: number, seed: number): Case[] {
  return Array.from({ length: times }, (_, index) => drawFrom(seed * 31 + index)).flatMap((draw) => [
    ...shortKeys(draw),
    ...blockKeys(draw),
    ...jsonKeys(draw),
  ]);
}

function one(kind: string, path: string, content: string, secret: string): Case {
  const lines = content.split("\n").length;
  return { kind, path, content: Buffer.from(content, "latin1"), secret, lines: [1, lines] };
}

const sentences = (draw: Drawn) =>
  draw.one<(key: string) => [string, string]>([
    (key) => ["notes/keys.txt", `this is it: ${key}\n`],
    (key) => ["src/main.go", `const seed = "${key}"\n`],
    (key) => ["deploy/app.yml", `seed: ${key}\n`],
    (key) => [".env", `SEED='${key}'\n`],
    (key) => ["Dockerfile", `FROM a\nENV SEED ${key}\n`],
  ]);

function shortKeys(draw: Drawn): Case[] {
  const nats = natsSeed(draw.one([..."UAONCX"]), draw.bytes(32));
  const mailgun = join("ke", "y-", draw.lower(32));
  const age = ageIdentity(draw);
  const wireguard = draw.base64(32);
  const minisign = Buffer.concat([
    Buffer.from("456453634232", "hex"),
    draw.bytes(32),
    Buffer.from("0000000200000000", "hex"),
    Buffer.from("0000000400000000", "hex"),
    draw.bytes(104),
  ]).toString("base64");
  const placed = (kind: string, key: string) => {
    const [path, text] = sentences(draw)(key);
    return one(kind, path, text, key);
  };
  const creds = `-----BEGIN USER NKEY SEED-----\n${nats}\n------END USER NKEY SEED------\n`;
  return [
    placed("NATS seed", nats),
    one("NATS credentials", "user.creds", creds, nats),
    placed("Mailgun key", mailgun),
    placed("age", age),
    one(
      "WireGuard",
      draw.one(["vpn/home.conf", "wg0.conf", "etc/wireguard/a.conf"]),
      `[Interface]\nPrivateKey = ${wireguard}\nAddress = 10.0.0.2/32\n`,
      wireguard,
    ),
    one(
      "WireGuard in YAML",
      draw.one(["vpn/peer.yaml", "src/vpn.ts", "docker-compose.yml"]),
      `WIREGUARD_PRIVATE_KEY: "${wireguard}"\n`,
      wireguard,
    ),
    one(
      "minisign",
      draw.one(["minisign.key", "keys/release.key", "signing.txt"]),
      `untrusted comment: minisign encrypted secret key\n${minisign}\n`,
      minisign,
    ),
  ];
}

function blockKeys(draw: Drawn): Case[] {
  const hex = Array.from({ length: 16 }, () => draw.hex(32)).join("\n");
  const putty = draw.one(["2", "3"]);
  const lines = `Public-Lines: 1\n${draw.base64(48)}\nPrivate-Lines: 1\n${draw.base64(30)}\n`;
  const rsa = pem(draw.one(["rsa", "ec", "ed25519"]), "pkcs8");
  const escaped = JSON.stringify(rsa).slice(1, -1);
  const indented = rsa.trim().replaceAll("\n", "\n    ");
  return [
    one(
      "OpenVPN static key",
      draw.one(["ta.key", "vpn/client.ovpn", "static.key"]),
      `<tls-auth>\n-----BEGIN OpenVPN Static key V1-----\n${hex}\n-----END OpenVPN Static key V1-----\n</tls-auth>\n`,
      hex,
    ),
    one(
      "PuTTY",
      draw.one(["me.ppk", "keys/a.txt"]),
      `PuTTY-User-Key-File-${putty}: ssh-rsa\r\nEncryption: none\r\nComment: a\r\n${lines}Private-MAC: ${draw.hex(40)}\r\n`,
      lines,
    ),
    one("OpenSSH", draw.one(["id_ed25519", "deploy_key", "src/key.txt"]), openSshKey(draw, "none"), "-"),
    one(
      "PGP",
      draw.one(["a.asc", "keys.txt"]),
      armour(
        "PGP PRIVATE KEY BLOCK",
        Buffer.concat([Buffer.from([0x95, 1, 0xfe, 4]), draw.bytes(500)]),
        "\n",
      ),
      "-",
    ),
    one(
      "escaped key",
      draw.one([".env", "app.json", "src/key.ts", "prod.env"]),
      `KEY_PEM="${escaped}"\n`,
      escaped,
    ),
    one("key in YAML", draw.one(["values.yaml", "a.yml"]), `tls:\n  key: |\n    ${indented}\n`, indented),
    one("key in base64", draw.one(["secret.yaml", "ci.yml", ".env"]), `TLS_KEY: ${encode(rsa)}\n`, "-"),
  ];
}

function jsonKeys(draw: Drawn): Case[] {
  const [type, options] = draw.one([
    ["ec", { namedCurve: "P-256" }],
    ["ec", { namedCurve: "P-384" }],
    ["ed25519", {}],
    ["rsa", { modulusLength: 1024 }],
  ] as const);
  const { privateKey } = generateKeyPairSync(type as "ec", options as { namedCurve: string });
  const jwk: Record<string, unknown> = { ...privateKey.export({ format: "jwk" }), kid: "a", use: "sig" };
  const symmetric = { kty: "oct", k: draw.bytes(32).toString("base64url"), alg: "HS256" };
  return [
    one(
      "JWK",
      draw.one(["jwks.json", "keys/private.json", "src/keys.ts"]),
      JSON.stringify({ keys: [jwk] }, null, draw.one([0, 2])),
      "-",
    ),
    one("symmetric JWK", draw.one(["jwk.json", "keys/hs.json"]), JSON.stringify(symmetric), "-"),
  ];
}

const base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const kinds: Record<string, number> = { A: 0, N: 13 << 3, C: 2 << 3, O: 14 << 3, U: 20 << 3, X: 23 << 3 };

/** NATS (nkeys): 18 << 3 and the kind in two bytes, 32 bytes, and the CRC-16 (XMODEM, little endian) of all, in base32. */
export function natsSeed(kind: string, raw: Buffer): string {
  const first = 18 << 3;
  const code = kinds[kind] ?? 0;
  const body = Buffer.concat([Buffer.from([first | (code >> 5), (code & 31) << 3]), raw]);
  const sum = Buffer.alloc(2);
  sum.writeUInt16LE(crc16(body));
  let bits = 0n;
  const all = Buffer.concat([body, sum]);
  for (const byte of all) bits = (bits << 8n) | BigInt(byte);
  const length = Math.ceil((all.length * 8) / 5);
  bits <<= BigInt(length * 5 - all.length * 8);
  return Array.from(
    { length },
    (_, at) => base32[Number((bits >> BigInt((length - 1 - at) * 5)) & 31n)],
  ).join("");
}

function crc16(bytes: Buffer): number {
  let sum = 0;
  for (const byte of bytes) {
    sum ^= byte << 8;
    for (let bit = 0; bit < 8; bit++) sum = ((sum << 1) ^ ((sum & 0x8000) === 0 ? 0 : 0x1021)) & 0xffff;
  }
  return sum;
}
