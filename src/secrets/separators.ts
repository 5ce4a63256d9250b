import type { Bytes } from "../bytes.ts";
import type { Profile } from "./profiles.ts";
import { byteSet } from "./token.ts";

/** A name that may be assigned a value, and its surroundings. */
export interface NamePlace {
  readonly text: Bytes;
  /** Of the name, as are `end` and `key`. */
  readonly begin: number;
  readonly end: number;
  readonly key: Bytes;
  readonly profile: Profile;
}

/** A way to write "name, value": the expression is sticky, starts after the name and ends where the value begins. */
interface Separator {
  readonly form: RegExp;
  readonly when?: (place: Place) => boolean;
}

const before = ({ text, begin }: NamePlace, letters: string) =>
  begin > 0 && letters.includes(text.charAt(begin - 1));

/** Returns the line up to the name, at most 100 bytes. */
const headOf = (text: Bytes, begin: number): Bytes => {
  const near = text.slice(Math.max(0, begin - 100), begin);
  return near.slice(near.lastIndexOf("\n") + 1);
};

interface Place extends NamePlace {
  readonly head: Bytes;
}

const isCode = ({ profile }: NamePlace) => profile.scope === "code" || profile.isProgram;

/** Tried in this order; the first match decides. */
const separators: readonly Separator[] = [
  // <key attribute="...">value</key>, <key><![CDATA[value]]></key>, <Key><Value>value</Value>
  {
    form: /(?:[ \t]{1,4}[\w:]{1,20}="[^"<>\n]{0,60}"){0,3}>(?:\s{0,40}<Value>)?(?:<!\[CDATA\[)?(?=[^<>\s][^<>]{0,600}>?<\/)/y,
    when: (place) => before(place, "<:"),
  },
  // <property name="key">value</property>, <entry key="key">value</entry>, with <value> in it or not
  {
    form: /"(?:[ \t]{1,4}[\w:]{1,20}="[^"<>\n]{0,60}"){0,3}[ \t]{0,4}>\s{0,40}(?:<value>)?(?=[^<>\s])/y,
    when: (place) => /<[\w:]{1,40}\s[^<>]{0,60}\b(?:name|key|id)="$/.test(place.head),
  },
  // #define KEY "value", @"value"; (def key "value") (Clojure); config :app, :key, "value" (Elixir)
  {
    form: /[ \t]{1,16}(?=@?")/y,
    when: (place) => /#[ \t]{0,4}define[ \t]{1,4}$|\(def[ \t]{1,4}$/.test(place.head),
  },
  { form: /,[ \t]{1,4}(?=")/y, when: (place) => before(place, ":") && /^\s*config\s/.test(place.head) },
  // {key, "value"}, {key, <<"value">>} (Erlang)
  { form: /,[ \t]{0,4}(?:<<)?(?=")/y, when: (place) => before(place, "{") },
  // ["--password", "value"]
  { form: /["'][ \t]{0,4},[ \t]{0,4}(?=["'])/y, when: ({ key }) => key.startsWith("-") },
  // <name>key</name><value>x</value>, <key>key</key><string>x</string>
  { form: /<\/(?:name|key)>\s{0,40}<(?:value|string)>/y, when: (place) => before(place, ">") },
  // ${KEY:-value}, ${KEY-value}, ${KEY:=value}; ${key:value} of Spring
  { form: /:?[-=]|:(?![?+]|s[!/|,])/y, when: ({ text, begin }) => text.startsWith("${", begin - 2) },
  // ENV KEY value (Dockerfile), set -gx KEY value (fish), setx KEY value (cmd), Set-Item Env:KEY value, npm config set KEY value
  {
    form: /[ \t]{1,8}(?!=)/y,
    when: ({ head, profile }) =>
      /(?:^|\s)(?:env|setx|set(?: --?[a-z]{1,10}){1,3}|config(?:ure)? set(?: --)?)[ \t]+(?:\S{0,30}:)?$|-Item[ \t]+Env:$/i.test(
        head,
      ) ||
      (/^\s*set[ \t]+$/.test(head) && profile.name.endsWith(".fish")),
  },
  // ##vso[task.setvariable variable=KEY]value (Azure Pipelines)
  {
    form: /(?:;\w{1,20}=\w{1,8}){0,3}\](?=\w)/y,
    when: ({ head }) => head.endsWith("task.setvariable variable="),
  },
  // machine HOST login USER password VALUE, in a line that writes .netrc
  { form: /[ \t]{1,4}/y, when: (place) => /login[ \t]+\S{1,64}\s*$/.test(place.head) },
  // variable "password" { default = "value" } (Terraform)
  {
    form: /"[ \t]{0,4}\{[^{}]{0,300}?\bdefault[ \t]{0,40}=[ \t]{0,4}(?=")/y,
    when: ({ profile }) => /\.(?:tf|hcl)$/.test(profile.name),
  },
  // --password value, -Password value
  { form: /[ \t]{1,4}(?=["']?[^\s"'=-])/y, when: ({ key }) => key.startsWith("-") },
  // @key "value" (Elixir), :key "value" (EDN)
  { form: /[ \t]{1,4}(?=")/y, when: (place) => before(place, "@:") },
  // WITH PASSWORD 'x', PASSWORD = N'x', PASSWORD('x') (SQL)
  { form: /\s{1,8}=?\s{0,4}N?(?=')|\s{0,4}\(\s{0,4}(?=')/iy, when: ({ profile }) => profile.isSql },
  // password "value" (Gradle, Ruby)
  { form: /[ \t]{1,4}(?=["'])/y, when: (place) => place.profile.isSpaced && /^\s*$/.test(place.head) },
  // "key": { "value": "x" } (parameters of ARM)
  { form: /"\s{0,8}:\s{0,8}\{\s{0,80}"(?:value|defaultValue)"\s{0,8}:\s{0,8}(?=")/y },
  // key: value, key = value, key => value, key := value, "key": "value", key["x"] = "value", KEY?=value, KEY+=value
  {
    form: /\\{0,3}(?:\[\w{0,8}\])?["'`\]]{0,2}[ \t]{0,40}(?:=>|:=|\?=|\+=|=|:)(?![:=])[ \t]{0,40}(?:!!\w{1,10}[ \t]{1,4})?(?=\\{0,3}["'`]|[bBrRuUfFN@$]{1,2}["']|[^\s=>&|]|[|>][+-]?\d?[+-]?[ \t]{0,8}\r?\n)/y,
  },
  // name: KEY, value: x (Kubernetes, ECS); "name": "KEY", "value": "x"; name="KEY" value="x" (XML)
  {
    form: /["']?[ \t]{0,4}(?:,\s{0,80}|\s{1,80})-?[ \t]{0,4}["']?(?:android:)?[vV]alue["']?[ \t]{0,8}[:=][ \t]{0,8}/y,
  },
  // Key: { Type: String, Default: x } (parameters of CloudFormation), KEY: { value: x } (variables of GitLab)
  {
    form: /:[ \t]{0,8}\r?\n(?:[ \t]{1,40}description:[ \t][^\n]{0,200}\n)?[ \t]{1,40}value:[ \t]{1,8}|:[ \t]{0,8}\r?\n(?:[ \t]{1,40}(?!Default\b)[A-Z]\w{1,40}:[ \t][^\n]{0,200}\n){0,6}[ \t]{1,40}Default:[ \t]{1,8}/y,
    when: ({ profile }) => profile.isYaml,
  },
  // buildConfigField 'String', 'KEY', '"value"' (Gradle)
  {
    form: /["'][ \t]{0,4},[ \t]{0,4}(?=["'])/y,
    when: (place) =>
      /\b(?:buildConfigField|resValue)[ \t(]{1,4}["']\w{1,20}["'][ \t]{0,4},[ \t]{0,4}["']$/.test(place.head),
  },
  // define('KEY', 'value'), put("key", "value"), getenv("KEY", default="value"); no list of names
  {
    form: /["'][ \t]{0,8},[ \t]{0,16}(?:default[ \t]{0,4}=[ \t]{0,4})?(?=["'`])/y,
    when: (place) =>
      /(?:define|put|set|add|env|get|fetch|config|property|header|str|option|param|attribute)\w{0,30}!?\(?\s{0,4}["'`]$/i.test(
        place.head,
      ),
  },
  // INSERT INTO settings VALUES (1, 'key', 'value')
  {
    form: /'[ \t]{0,4},[ \t]{0,4}(?=')/y,
    when: ({ profile, head }) => profile.isSql && /[(,][ \t]{0,4}'$/.test(head),
  },
  // process.env.KEY || "value", ENV["KEY"] ?? 'value', getenv("KEY") ?: "value", get("KEY") or "value"
  {
    form: /["']?[\])]{0,2}[ \t]{0,4}(?:\|\|=?|\?\?=?|\?:|or[ \t]|in [\w.]{1,20} else[ \t])[ \t]{0,4}(?=["'`])/y,
  },
  // env::var("KEY").unwrap_or("value"), Optional.of("KEY").orElse("value")
  { form: /["']\)\.(?:unwrap_or(?:_else)?|orElse|getOrElse)\((?:\|\w\| ?)?(?=["'])/y },
  // ENV.fetch("KEY") { "value" }
  { form: /["']\)[ \t]{0,4}\{[ \t]{0,4}(?=["'])/y },
];

const inCode: readonly Separator[] = [
  // key{"value"} (C++)
  { form: /\{[ \t]{0,4}(?=")/y, when: ({ profile }) => /\.[ch](?:c|h|pp|xx)$/.test(profile.name) },
  // key === "value"
  { form: /["'`\])]{0,2}[ \t]{0,4}={2,3}[ \t]{0,4}(?=["'`])/y },
  // key <- "value" (R)
  { form: /[ \t]{0,4}<-[ \t]{0,4}(?=["'])/y },
  // key =⏎ "value", key = (⏎ "value"
  { form: /["'`\]]{0,2}[ \t]{0,4}(?:=>|:=|=|:)[ \t]{0,4}\(?\r?\n[ \t]{1,40}(?=["'`])/y },
  // string Key { get; set; } = "value" (C#), val key by lazy { "value" } (Kotlin)
  {
    form: /[ \t]{1,4}\{[ \t]{0,4}get;[\w; \t]{0,40}\}[ \t]{0,4}=[ \t]{0,4}(?=["@])|[ \t]by[ \t]lazy[ \t]{0,4}\{[ \t]{0,4}(?=")/y,
  },
  // key: type = "value", key type = "value"
  {
    form: /\??(?:[ \t]{0,4}:|[ \t])[ \t]{0,4}[&'\w<>[\]|?.* ]{1,40}?[ \t]{0,4}=[ \t]{0,4}(?=["'`@]|\[\]byte|String[:(]|Field\(|SecretStr\(|Some\()/y,
  },
  // setPassword("value"), .password("value")
  {
    form: /\([ \t]{0,4}(?=["'`])/y,
    when: ({ key }) => /(?:^|\.)(?:set|with)[A-Z_]\w*$|\.(?!(?:get|find|load|read|has)[A-Z_])\w+$/.test(key),
  },
];

const codeSeparators: readonly Separator[] = [...inCode, ...separators];

/** In Python, `key: "value"` occurs in documentation; a dictionary quotes its keys. */
const isPythonText = ({ text, end, profile }: NamePlace) =>
  profile.name.endsWith(".py") &&
  /^[ \t]{0,4}:[ \t]/.test(text.slice(end, end + 8)) &&
  !/=/.test(text.slice(end, end + 40));

/** `${KEY:?message}` */
const isRequired = ({ text, begin, end }: NamePlace) =>
  text.startsWith("${", begin - 2) && /^:?[?+]/.test(text.slice(end, end + 2));

/** The characters that a separator can begin with. */
const mayFollow = byteSet(/[\s"'`<>,:=?+({[\])|\\-]/);

/** Returns where the value of a name begins, or -1. */
export function valueBehind({ text, begin, end, key, profile }: NamePlace): number {
  if (mayFollow[text.charCodeAt(end)] !== 1) return -1;
  const place: Place = { text, begin, end, key, profile, head: headOf(text, begin) };
  // A template's own variables.
  if (isPythonText(place) || isRequired(place) || /\{\{[^}]*$/.test(place.head)) return -1;
  for (const { form, when } of isCode(place) ? codeSeparators : separators) {
    if (when !== undefined && !when(place)) continue;
    form.lastIndex = place.end;
    if (form.test(place.text)) return form.lastIndex;
  }
  return -1;
}

export interface Value {
  readonly text: Bytes;
  readonly start: number;
  readonly isQuoted: boolean;
}

/** After a call that only wraps its argument: `[]byte("x")`, `String::from("x")`. */
const quotedValue =
  /(?:(?:\[\]byte|(?:String::from|(?:new )?String|Some|Field|SecretStr|Buffer\.from|bytes|bytearray|(?:[\w.]{1,24}\.)?[gG]etBytes)(?=\())\((?:default=)?)?(?:[bBrRuUN@]{0,2})(?:"((?:[^"\\\n]|\\.){0,600})"|'((?:[^'\\\n]|\\.){0,600})'|`([^`\\\n]{0,600})`)|\\{1,3}"([^"\\\n]{0,600})\\{1,3}"/y;
const bareValue = /[^\s"'`<>,;][^\s"'<>;]{0,600}/y;
/** A YAML block scalar of one line. */
const block =
  /[|>][+-]?\d?[+-]?[ \t]{0,8}\r?\n([ \t]{1,40})(\S[^\s]{0,600})[ \t]{0,8}\r?(?:\n(?!\1\s*\S)|$)/y;

export function readValue(text: Bytes, at: number, profile: Profile): Value | null {
  quotedValue.lastIndex = at;
  const quoted = quotedValue.exec(text);
  if (quoted !== null) {
    const value = quoted[1] ?? quoted[2] ?? quoted[3] ?? quoted[4] ?? "";
    const start = at + quoted[0].indexOf(value, quoted[0].search(/["'`]/) + 1);
    return { text: value, start, isQuoted: true };
  }
  if (profile.isYaml) {
    block.lastIndex = at;
    const scalar = block.exec(text);
    const value = scalar?.[2];
    if (scalar !== null && value !== undefined)
      return { text: value, start: at + scalar[0].indexOf(value, scalar[0].indexOf("\n")), isQuoted: true };
  }
  bareValue.lastIndex = at;
  const bare = bareValue.exec(text)?.[0];
  // A comment, and no value that begins like one.
  if (
    bare === undefined ||
    (bare.startsWith("#") && /^[ \t]\S/.test(text.slice(at + bare.length, at + bare.length + 2)))
  )
    return null;
  return { text: withoutClosing(bare), start: at, isQuoted: false };
}

/** `"TOKEN=value"`, `"https://host/?token=value&a=1"`, `export TOKEN=value` in a string: equivalent to quoted. */
export function isWholeText(text: Bytes, begin: number, value: Value): boolean {
  const [lead, next] = [text.charAt(begin - 1), text.charAt(value.start + value.text.length)];
  const isAssigned = text.charAt(value.start - 1) === "=";
  if (/["'`]/.test(lead)) return isAssigned && next === lead;
  if (/[?&]/.test(lead)) return isAssigned && /["'`&]/.test(next);
  if (!isAssigned || lead !== " ") return false;
  // "host=db user=shop password=value dbname=shop", export KEY=value in a string of several lines
  const line = text.slice(Math.max(0, begin - 100), begin);
  return (
    text.startsWith("export ", begin - 7) ||
    (/["'`](?:\w{2,20}=[^\s"'`]{0,60} )+$/.test(line) && /["'` ]/.test(next))
  );
}

/** Removes the next part of a query, or the end of the list around the value, unless the value opened that. */
function withoutClosing(value: Bytes): Bytes {
  const alone = value.replace(/&[\w.-]{1,40}=.*$/, "");
  if (/^[[({]/.test(value)) return alone;
  return alone.replace(/\\[nrt].*$/, "").replace(/[,)\]}\\]+$/, "");
}
