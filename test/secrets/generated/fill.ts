import { type Values, valuesFrom } from "../values.ts";

/** A file with one secret of a kind, or with none: `secret` is what must be found, "" for a look-alike. */
export interface Case {
  readonly kind: string;
  readonly path: string;
  readonly content: Buffer;
  readonly secret: string;
  /** From 1; where the finding may stand, where that is not the line of `secret`. */
  readonly lines?: readonly [number, number];
}

/** A kind: where such files lie ("a|b"), and what stands in them, with what varies in angle brackets (see `fill`). */
export type KindRow = readonly [kind: string, paths: string, shapes: readonly string[]];

/** Each shape of a kind so many times, with other names, values, quotes and users each time. */
export function casesOf(rows: readonly KindRow[], times: number, seed: number): Case[] {
  return rows.flatMap(([kind, paths, shapes], row) =>
    Array.from({ length: shapes.length * times }, (_, index) => {
      const draw = drawFrom(seed * 7919 + row * 211 + index);
      const { text, secret } = fill(shapes[index % shapes.length] ?? "", draw);
      return { kind, path: draw.one(paths.split("|")), content: Buffer.from(text), secret };
    }),
  );
}

export interface Drawn extends Values {
  one: <T>(list: readonly T[]) => T;
  /** Made by a machine. */
  strong: () => string;
  /** Made by a machine that uses signs, too. */
  signs: () => string;
  /** Made by a person who was told to use digits. */
  chosen: () => string;
  /** A weak password: a word and two digits. */
  weak: () => string;
}

const words =
  "Kirsche Nordwind Falke Bergdorf Tramway Seagull Maple Orchid Zebra Pirat Gondola Lavendel".split(" ");

export function drawFrom(seed: number): Drawn {
  const v = valuesFrom(seed);
  const one = <T>(list: readonly T[]): T =>
    list[Number.parseInt(v.hex(6), 16) % list.length] ?? (list[0] as T);
  const mixed = (text: string) => (/\d.*\d/.test(text) && /[a-z].*[a-z]/i.test(text) ? text : `${text}4x7`);
  const strong = () =>
    mixed(
      one([
        () => v.alnum(12),
        () => v.alnum(16),
        () => v.alnum(24),
        () => v.alnum(32),
        () => v.hex(32),
        () => v.hex(40),
        () => v.lower(20),
        () => v.base64(18),
        () => v.url64(24),
      ])(),
    );
  const signs = () =>
    v.alnum(5) + one(["#", "!", "%", "^"]) + v.alnum(4) + one(["!", "=", "]", "}"]) + v.alnum(5);
  const word = () => one(words);
  const chosen = () =>
    one([
      () => `${word()}_${v.pick("bdfgkmpx", 2)}${v.digits(1)}`,
      () => `${word()}${v.digits(2)}${word()}`,
      () => `${word()}!${v.digits(4)}`,
      () => `${word().toLowerCase()}-${word()}${v.digits(2)}`,
      () => `${word().replaceAll("e", "3").replaceAll("a", "4")}${v.digits(2)}!`,
    ])();
  return { ...v, one, strong, signs, chosen, weak: () => `${word().toLowerCase()}${v.digits(2)}` };
}

const before = "db|smtp|redis|stripe|admin|ftp|mail|ldap|backup|billing|sso|shop|root|mq".split("|");
const nouns =
  "password|passwd|pwd|secret|token|api_key|auth_token|access_token|client_secret|secret_key|encryption_key|jwt_secret|signing_key".split(
    "|",
  );
const passwords = "password|passwd|pass|pwd|passphrase".split("|");

/**
 * Angle brackets of a shape: `<N>` a name that says secret, in capitals, `<n>` in snake case, `<c>` in camel case, `<P>` in
 * Pascal case, `<k>` with hyphens, `<d>` with dots; `<V>` a machine's value, `<H>` hex digits, `<S>` one with signs, `<W>` a person's, `<X>` a weak
 * one: the first of these is the secret. `<q>` a quote, `<u>` a user, `<h>` a host, `<B>` base64 of user and password.
 */
export function fill(shape: string, draw: Drawn): { text: string; secret: string } {
  const isPerson = /<[WXS]>/.test(shape);
  const name = `${draw.one(before)}_${draw.one(isPerson ? passwords : nouns)}`.split("_");
  const camel = name.map((word, index) => (index === 0 ? word : capital(word))).join("");
  const quote = draw.one(['"', "'"]);
  const user = draw.one(["deploy", "shop", "svc_app", "bot7", "maria"]);
  const host = draw.one(["git.corp.net", "db.acme.io", "10.3.0.12", "registry.shop.dev", "mail.kontor.de"]);
  const secret = secretFor(shape, user, draw);
  const known: Record<string, string> = {
    ...{ N: name.join("_").toUpperCase(), n: name.join("_"), c: camel, P: capital(camel) },
    ...{ k: name.join("-"), d: name.join("."), q: quote, u: user, h: host },
    ...{ V: secret, S: secret, W: secret, X: secret, B: secret, H: secret },
  };
  return { text: shape.replaceAll(/<([NncPkdquhVSWXBH])>/g, (whole, sign) => known[sign] ?? whole), secret };
}

function secretFor(shape: string, user: string, draw: Drawn): string {
  if (shape.includes("<V>")) return draw.strong();
  if (shape.includes("<H>")) return draw.hex(36).toUpperCase();
  if (shape.includes("<S>")) return draw.signs();
  if (shape.includes("<W>")) return draw.chosen();
  if (shape.includes("<X>")) return draw.weak();
  return shape.includes("<B>") ? Buffer.from(`${user}:${draw.alnum(12)}`).toString("base64") : "";
}

const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);
