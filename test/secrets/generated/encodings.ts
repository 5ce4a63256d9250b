import { encode, join, pem, withBase62Checksum } from "../values.ts";
import { type Case, type Drawn, drawFrom, fill } from "./fill.ts";

/** The same secrets in other encodings, and behind what was made up to hide them. */
export function encodingCases(times: number, seed: number): Case[] {
  return Array.from({ length: times }, (_, index) => drawFrom(seed * 53 + index)).flatMap((draw) => [
    ...encoded(draw),
    ...wrapped(draw),
    ...hidden(draw),
  ]);
}

function one(kind: string, path: string, content: string | Buffer, secret: string): Case {
  return { kind, path, content: Buffer.from(content), secret, lines: [1, 1000] };
}

const marks = {
  "UTF-8": "efbbbf",
  "UTF-16 LE": "fffe",
  "UTF-16 BE": "feff",
  "UTF-32 LE": "fffe0000",
  "UTF-32 BE": "0000feff",
};

function encodeAs(name: keyof typeof marks, text: string, withMark = true): Buffer {
  const mark = Buffer.from(withMark ? marks[name] : "", "hex");
  const codes = [...text].map((character) => character.codePointAt(0) ?? 0);
  const width = name === "UTF-8" ? 1 : name.startsWith("UTF-16") ? 2 : 4;
  const body = Buffer.alloc(codes.length * width);
  for (const [index, code] of codes.entries()) {
    if (name.endsWith("BE")) body.writeUIntBE(code, index * width, width);
    else body.writeUIntLE(code, index * width, width);
  }
  return Buffer.concat([mark, body]);
}

function encoded(draw: Drawn): Case[] {
  const file = () =>
    draw.one([
      () => [".env", fill("# the shop\n<N>=<V>\nPORT=80\n", draw)] as const,
      () => ["config/app.yml", fill("a: 1\n<n>: <q><V><q>\n", draw)] as const,
      () => ["app.properties", fill("a=1\n<d>=<V>\n", draw)] as const,
      () => ["web.config", fill('<x>\n<add key="<P>" value="<V>"/>\n</x>\n', draw)] as const,
    ])();
  const names = Object.keys(marks) as (keyof typeof marks)[];
  const marked = names.map((name) => {
    const [path, { text, secret }] = file();
    return one(name, path, encodeAs(name, text), secret);
  });
  const [path, { text, secret }] = file();
  const bare = one(
    "UTF-16 without a mark",
    path,
    encodeAs(draw.one(["UTF-16 LE", "UTF-16 BE"]), text, false),
    secret,
  );
  const [path2, crlf] = file();
  return [...marked, bare, one("CRLF", path2, crlf.text.replaceAll("\n", "\r\n"), crlf.secret)];
}

function wrapped(draw: Drawn): Case[] {
  const env = fill("<N>=<V>\nPORT=80\n", draw);
  const docker = JSON.stringify({ auths: { "reg.corp.net": { auth: encode(`bot:${draw.alnum(14)}`) } } });
  const rows = fill("<n>: |\n  <V>\nb: 1\n", draw);
  const folded = fill("auth:\n  <c>: >-\n    <V>\n", draw);
  const inner = fill('CONFIG=\'{"<n>":"<V>","a":1}\'\n', draw);
  const escaped = fill('{"env":"{\\"<n>\\":\\"<V>\\"}"}\n', draw);
  const password = fill("<S>", draw).secret;
  const quoted = encodeURIComponent(password).replaceAll("!", "%21");
  return [
    one(
      "base64 of a file",
      "k8s/secret.yaml",
      `kind: Secret\ndata:\n  app.env: ${encode(env.text)}\n`,
      env.secret,
    ),
    one(
      "base64 of a file in CI",
      draw.one(["ci.yml", "deploy.sh", ".env"]),
      `ENV_FILE_B64=${encode(env.text)}\n`,
      env.secret,
    ),
    one(
      "dockerconfigjson",
      "k8s/pull.yaml",
      `kind: Secret\ntype: kubernetes.io/dockerconfigjson\ndata:\n  .dockerconfigjson: ${encode(docker)}\n`,
      docker,
    ),
    one("dockerconfigjson in values", "values.yaml", `imagePullSecret: ${encode(docker)}\n`, docker),
    one("block scalar", "config/app.yml", rows.text, rows.secret),
    one("folded scalar", draw.one(["values.yaml", "app.yaml"]), folded.text, folded.secret),
    one("JSON in a value", ".env", inner.text, inner.secret),
    one("JSON in JSON", "config/env.json", escaped.text, escaped.secret),
    one(
      "URL-encoded password",
      draw.one(["src/db.ts", "config.yml", ".env"]),
      `postgres://shop:${quoted}@db.corp.net/shop\n`,
      quoted,
    ),
  ];
}

/** Issue 11: what was made up so that nothing is found. */
function hidden(draw: Drawn): Case[] {
  const token = draw.one([
    () => withBase62Checksum(join("gh", "p_"), draw.alnum(30)),
    () => withBase62Checksum(join("np", "m_"), draw.alnum(30)),
  ])();
  const key = pem("ec", "pkcs8");
  const src = draw.one(["src/a.ts", "a.txt", "deploy.sh"]);
  return [
    one(
      "false UTF-16 mark",
      src,
      Buffer.concat([Buffer.from("fffe", "hex"), Buffer.from(`token ${token}\n`)]),
      token,
    ),
    one(
      "false UTF-32 mark",
      src,
      Buffer.concat([Buffer.from("fffe0000", "hex"), Buffer.from(`${token}\n`)]),
      token,
    ),
    one("made-up BEGIN", src, `-----BEGIN PRIVATE KEY-----\nnothing here ${token}\n`, token),
    one("made-up BEGIN before a key", src, `-----BEGIN RSA PRIVATE KEY-----\n${key}`, key),
    one(
      "made-up base64 after BEGIN",
      src,
      `-----BEGIN PRIVATE KEY-----\n${"QUJD".repeat(30)}\n${token}\n`,
      token,
    ),
    one(
      "made-up PuTTY",
      src,
      `PuTTY-User-Key-File-3: ssh-rsa\nEncryption: none\n${token}\n${"x\n".repeat(20)}\nPrivate-Lines: 1\n`,
      token,
    ),
    one(
      "made-up encrypted PEM",
      src,
      `-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES,0\n\n${key}`,
      key,
    ),
    one("header", src, `Authorization: Bearer ${token}\n`, token),
    one("basic header", src, `Authorization: Basic ${token}\n`, token),
    one("URL with user", src, `https://user:${token}@host/\n`, token),
    one(
      "URL to example",
      src,
      `https://${draw.one(["me", "user", "x"])}:${token}@${draw.one(["example.com", "a.test", "localhost"])}/\n`,
      token,
    ),
    one("after a dismissed JWT", src, `eyJhbGciOiJIUzI1NiJ9.${token}.x\n`, token),
    one(
      "SealedSecret in a comment",
      ".env",
      `# kind: SealedSecret\n#\nkind: SealedSecret\n${fill("<N>=<V>", draw).text}\n`,
      "-",
    ),
    one(
      "in a unit test",
      draw.one(["a.spec.ts", "b_test.go", "LoginTest.java"]),
      `const t = "${token}";\n`,
      token,
    ),
    one("in Markdown", "README.md", `Use ${token} please\n`, token),
    one("in an example", ".env.example", `A=${token}\n`, token),
  ];
}
