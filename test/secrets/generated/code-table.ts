import type { KindRow } from "./fill.ts";

const js = "src/a.js|lib/client.mjs|app/server.cjs|src/index.jsx";
const ts = "src/a.ts|app/client.tsx|src/db.mts";
const py = "app/main.py|shop/db.py|tools/sync.py";
const go = "main.go|internal/db/open.go";
const java = "src/main/java/net/Db.java|app/Main.java";
const kt = "src/Db.kt|app/Main.kt";
const cs = "src/Db.cs|Startup.cs";
const php = "src/db.php|lib/Mailer.php";
const rb = "lib/db.rb|app/models/mailer.rb";
const rs = "src/main.rs|src/db.rs";
const swift = "App/Api.swift|Sources/Client.swift";
const scala = "src/Db.scala|app/Main.scala";
const ex = "lib/shop.ex|config/prod.exs|config/config.exs";

/** What people write in programs: literals under names that say secret, fallbacks, headers, logins by position. */
export const codeTable: readonly KindRow[] = [
  [
    "JavaScript",
    js,
    [
      "const <c> = <q><V><q>;\n",
      "module.exports = { <c>: <q><V><q> };\n",
      "this.<c> = `<V>`;\n",
      "config['<n>'] = '<V>';\n",
    ],
  ],
  [
    "TypeScript",
    ts,
    [
      "export const <N> = <q><V><q>;\n",
      "private readonly <c>: string = <q><V><q>;\n",
      "const options = {\n  user: <q><u><q>,\n  <c>: <q><W><q>,\n};\n",
    ],
  ],
  [
    "Python",
    py,
    [
      "<N> = <q><V><q>\n",
      "    <n>=<q><V><q>,\n",
      "self.<n>: str = <q><V><q>\n",
      "c = {'host': '<h>', '<n>': '<S>'}\n",
      'cfg["<n>"] = "<W>"\n',
    ],
  ],
  ["Go", go, ['const <c> = "<V>"\n', 'var <c> string = "<V>"\n', "\t<P>: `<V>`,\n", '\t<c> := "<V>"\n']],
  [
    "Java",
    java,
    [
      'private static final String <N> = "<V>";\n',
      'String <c> = "<V>";\n',
      '    props.put("<d>", "<V>");\n',
      '    ds.setPassword("<V>");\n',
    ],
  ],
  ["Kotlin", kt, ['private const val <N> = "<V>"\n', 'val <c>: String = "<V>"\n', 'var <c> = "<W>"\n']],
  ["C#", cs, ['private const string <P> = "<V>";\n', 'var <c> = @"<V>";\n', '    <P> = "<V>",\n']],
  [
    "PHP",
    php,
    [
      "$<c> = <q><V><q>;\n",
      "define(<q><N><q>, <q><V><q>);\n",
      "return [ <q><n><q> => <q><V><q> ];\n",
      "const <N> = <q><W><q>;\n",
    ],
  ],
  ["Ruby", rb, ["<N> = <q><V><q>\n", "<n>: <q><V><q>,\n", ":<n> => <q><V><q>\n", "config.<n> = <q><V><q>\n"]],
  [
    "Rust",
    rs,
    [
      'const <N>: &str = "<V>";\n',
      'static <N>: &\'static str = "<V>";\n',
      'let <n> = "<V>".to_string();\n',
      '    <n>: "<V>".into(),\n',
    ],
  ],
  ["Swift", swift, ['let <c> = "<V>"\n', 'static let <c>: String = "<V>"\n', '    <c>: "<V>",\n']],
  ["Scala", scala, ['val <c> = "<V>"\n', 'private val <P>: String = "<V>"\n', '    <c> = "<V>",\n']],
  [
    "Elixir",
    ex,
    [
      'config :shop, Shop.Repo,\n  username: "<u>",\n  password: "<W>"\n',
      '@<n> "<V>"\n',
      '  <n>: "<V>",\n',
      '<n> = "<V>"\n',
    ],
  ],
  [
    "fallback in JavaScript",
    `${js}|${ts}`,
    [
      "  <c>: process.env.<N> || <q><V><q>,\n",
      "const <c> = process.env.<N> ?? <q><V><q>;\n",
      "const <c> = process.env['<N>'] || `<V>`;\n",
      "export const <N> = import.meta.env.VITE_<N> || <q><V><q>\n",
    ],
  ],
  [
    "fallback in Python",
    py,
    [
      "<n> = os.environ.get(<q><N><q>, <q><V><q>)\n",
      "<N> = os.getenv(<q><N><q>, default=<q><V><q>)\n",
      "<N> = config(<q><N><q>, default=<q><V><q>)\n",
      "<N> = env.str(<q><N><q>, <q><V><q>)\n",
      "<N> = os.environ.get(<q><N><q>) or <q><V><q>\n",
    ],
  ],
  [
    "fallback in others",
    `${php}|${rb}`,
    [
      "'<n>' => env('<N>', '<V>'),\n",
      '<n> = ENV.fetch("<N>", "<V>")\n',
      "<n> = ENV['<N>'] || '<V>'\n",
      "$<c> = getenv('<N>') ?: '<V>';\n",
      "'<n>' => $_ENV['<N>'] ?? '<V>',\n",
    ],
  ],
  [
    "fallback in Elixir and Go",
    `${ex}|${go}`,
    [
      '  <n>: System.get_env("<N>") || "<V>"\n',
      '\t<c> := getEnv("<N>", "<V>")\n',
      '  <n>: System.get_env("<N>", "<V>")\n',
    ],
  ],
  [
    "fallback in Java and Kotlin",
    `${java}|${kt}`,
    [
      '    String <c> = System.getProperty("<d>", "<V>");\n',
      '    val <c> = System.getenv("<N>") ?: "<V>"\n',
      '    @Value("$' + '{<d>:<V>}")\n',
    ],
  ],
  [
    "Authorization header in code",
    `${js}|${ts}|${py}|${php}|${go}`,
    [
      '  headers: { authorization: "Basic <B>" },\n',
      "  headers: {'Authorization': 'Bearer <V>4x9Kq2'},\n",
      '  req.Header.Set("Authorization", "Basic <B>")\n',
      '  headers["authorization"] = "Token <V>4x9Kq2"\n',
      "  'X-Api-Key': '<V>',\n",
      '  req.setRequestHeader("x-auth-token", "<V>");\n',
    ],
  ],
  [
    "login by position: Python",
    py,
    [
      "server.login(<q><u>@<h><q>, <q><V><q>)\n",
      "requests.get(url, auth=(<q><u><q>, <q><V><q>))\n",
      "auth = HTTPBasicAuth(<q><u><q>, <q><V><q>)\n",
      "ftp = ftplib.FTP(<q><h><q>, <q><u><q>, <q><V><q>)\n",
      "db = MySQLdb.connect(<q><h><q>, <q><u><q>, <q><V><q>, <q>shop<q>)\n",
      "ssh.connect(<q><h><q>, 22, <q><u><q>, <q><V><q>)\n",
    ],
  ],
  [
    "login by position: JVM",
    `${java}|${kt}|${scala}`,
    [
      '    c = DriverManager.getConnection("jdbc:mysql://<h>/shop", "<u>", "<V>");\n',
      '    new UsernamePasswordCredentials("<u>", "<V>")\n',
      '    return new PasswordAuthentication("<u>", "<V>".toCharArray());\n',
      '    val c = Credentials.basic("<u>", "<V>")\n',
    ],
  ],
  [
    "login by position: PHP",
    php,
    [
      "$db = new PDO('mysql:host=<h>;dbname=shop', '<u>', '<V>');\n",
      '$db = mysqli_connect("<h>", "<u>", "<V>", "shop");\n',
      "$db = new mysqli('<h>', '<u>', '<V>');\n",
      "ftp_login($c, '<u>', '<V>');\n",
    ],
  ],
  [
    "login by position: others",
    `${go}|${cs}|${rs}|${rb}`,
    [
      '\tauth := smtp.PlainAuth("", "<u>@<h>", "<V>", "<h>")\n',
      '\treq.SetBasicAuth("<u>", "<V>")\n',
      '\tdb, _ := sql.Open("mysql", "<u>:<V>@tcp(<h>:3306)/shop")\n',
      '    c.Credentials = new NetworkCredential("<u>", "<V>");\n',
      '    .basic_auth("<u>", Some("<V>"))\n',
      "req.basic_auth '<u>', '<V>'\n",
      "Net::SSH.start('<h>', '<u>', password: '<V>')\n",
    ],
  ],
];
