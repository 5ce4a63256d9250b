import { certainDirectories, certainFiles, directories, type Ecosystem } from "./ecosystem.ts";

export const php: Ecosystem = {
  title: "PHP",
  marks: ["composer.json"],
  tools: [{ installs: /\bcomposer +install\b/, manifest: /^composer\.(json|lock)$/ }],
  junk: [
    {
      ...{ name: "vendor", type: "directory", kind: "installed", what: "packages installed by Composer" },
      holds: ["autoload.php"],
    },
    ...certainDirectories("cache", { ".phpunit.cache": "the cache of PHPUnit" }),
    ...certainFiles("cache", {
      ".phpunit.result.cache": "the cache of PHPUnit",
      ".php-cs-fixer.cache": "the cache of PHP CS Fixer",
    }),
  ],
  ignored: {
    always:
      /^(public\/(hot|storage|build|bundles)|storage\/(\*\.key|logs|pail|debugbar)|bootstrap\/cache(\/\*)?|var(\/\*)?|Homestead\.(json|yaml)|\.phpunit\S*|\.phpactor\.json|\.php_cs\.cache|npm-debug\.log|yarn-error\.log|logs?|tmp|config\/secrets\/prod\/prod\.decrypt\.private\.php|\.env\.backup)$/,
  },
};

export const ruby: Ecosystem = {
  title: "Ruby",
  marks: ["Gemfile"],
  tools: [{ installs: /\bbundle +install\b/, manifest: /^Gemfile(\.lock)?$/ }],
  junk: [...directories("report", { coverage: "the coverage of a test run" })],
  ignored: {
    always:
      /^(\.bundle|vendor\/(bundle|cache)|(log|tmp|storage)(\/\*{1,2})?|(log|tmp|storage)\/(pids|cache|sockets|\*\.log)(\/\*)?|public\/(assets|packs|packs-test|uploads|system)(\/\*)?|config\/(master|credentials\/\S+)\.key|\*\.(gem|rbc)|\.byebug_history|\.yardoc|rdoc|pkg|spec\/examples\.txt|_site|\.jekyll-cache|\.sass-cache|capybara-\S*|byebug\S*)$/,
  },
};

export const terraform: Ecosystem = {
  title: "Terraform",
  marks: ["*.tf"],
  tools: [{ installs: /\b(terraform|tofu) +init\b/, manifest: /\.tf$|^\.terraform\.lock\.hcl$/ }],
  junk: [
    ...certainDirectories("installed", { ".terraform": "providers and modules of Terraform" }),
    ...certainFiles("state", {
      "*.tfstate": "the state of Terraform",
      "*.tfstate.*": "the state of Terraform",
    }),
  ],
};

/** Languages about which little is known. */
export const others: readonly Ecosystem[] = [
  {
    title: "Dart",
    marks: ["pubspec.yaml"],
    junk: certainDirectories("cache", { ".dart_tool": "the cache of Dart" }),
  },
  {
    title: "Haskell",
    marks: ["stack.yaml"],
    makes: /\bstack +(build|install)\b/,
    junk: certainDirectories("output", { ".stack-work": "the output of Stack" }),
  },
  {
    title: "Elixir",
    marks: ["mix.exs", "rebar.config"],
    tools: [
      {
        installs: /\bmix +deps\.get\b/,
        builds: /\b(mix|rebar3) +(compile|release)\b/,
        manifest: /^(mix\.(exs|lock)|rebar\.(config|lock))$/,
      },
    ],
    junk: [
      ...directories("output", { _build: "the output of Mix" }),
      ...directories("installed", { deps: "packages installed by Mix" }),
      ...certainDirectories("cache", { ".elixir_ls": "the cache of ElixirLS" }),
    ],
    ignored: {
      always: /^(cover|doc|\.fetch|erl_crash\.dump|\*\.(ez|beam|plt)|tmp|log|[\w-]+-\*\.tar)$/,
      made: /^priv\/static(\/\S+)?$/,
    },
  },
  {
    title: "Elm",
    marks: ["elm.json"],
    makes: /\belm +make\b/,
    junk: certainDirectories("output", { "elm-stuff": "packages installed by Elm" }),
  },
  {
    title: "CocoaPods",
    marks: ["Podfile"],
    tools: [{ installs: /\bpod +install\b/, manifest: /^Podfile(\.lock)?$/ }],
    junk: certainDirectories("installed", { Pods: "packages installed by CocoaPods" }),
  },
];
