import type { Bytes } from "../bytes.ts";
import { baseName } from "../findings/kinds.ts";
import { secretName } from "../secrets/names.ts";

const extensions: ReadonlySet<string> = new Set(
  [
    "c h cc cpp cxx hh hpp cs csx fs fsx vb go rs py pyi pyx rb php phtml java kt kts scala sc groovy gradle clj cljs",
    "ex exs eex heex erl hrl hs ml mli swift m mm dart lua pl pm r jl zig nim v sv vhd asm s f90",
    "js mjs cjs jsx ts mts cts tsx vue svelte astro coffee elm mdx wasm sh bash zsh fish ps1 psm1 bat cmd",
    "sql graphql gql proto thrift avsc prisma html htm xhtml css scss sass less styl svg",
    "xml xsd xsl xslt wsdl json json5 jsonc jsonl yml yaml toml ini cfg cnf conf config properties",
    "tf tfvars hcl nix bzl bazel cmake mk in am ac m4 lock mod sum work",
    "tmpl tpl template j2 jinja jinja2 ejs hbs handlebars mustache liquid pug erb haml slim twig njk ftl",
    "cshtml razor vbhtml aspx jsp csproj fsproj vbproj sln slnx props targets resx po pot mo strings arb xlf xliff",
  ]
    .join(" ")
    .split(" "),
);

/** Names without an extension, or with one that says nothing. */
const names =
  /^(dockerfile|containerfile|makefile|gnumakefile|rakefile|gemfile|procfile|vagrantfile|jenkinsfile|justfile|build|workspace|cmakelists\.txt|requirements[\w.-]*\.txt|constraints[\w.-]*\.txt|\.[\w-]+rc|\.[\w-]*(version|config|attributes|modules))$/;

/**
 * Whether a name is that of a source, translation, migration, template or tool configuration, whatever the file
 * contains.
 */
export function isSource(path: Bytes): boolean {
  const name = baseName(path).toLowerCase();
  const dot = name.lastIndexOf(".");
  if (names.test(name) || name.startsWith("dockerfile.")) return true;
  return dot > 0 && extensions.has(name.slice(dot + 1));
}

const environment = /^(\.env(\..+)?|.+\.env|\.envrc|\.dev\.vars|\.env\.keys)$/;
const example = /[._-](example|sample|template|dist|defaults?|schema|d\.ts)$/;

/** `.env` and its variants, except examples. */
export function isEnvironment(path: Bytes): boolean {
  const name = baseName(path).toLowerCase();
  return environment.test(name) && !example.test(name);
}

/** Whether a file holds only credentials, so that no build should need it: key files, credential stores, `.env`. */
export function isCredential(path: Bytes): boolean {
  if (isEnvironment(path) || secretName(path, true)?.within === path) return true;
  const hit = isSource(path) ? null : secretName(path, false);
  return hit !== null && (hit.mode === "name" || hit.group === "private-key" || hit.group === "keystore");
}

/** Groups whose names may indicate credentials, although the extension could be that of a configuration file. */
const likely: ReadonlySet<string> = new Set([
  "cloud",
  "ai",
  "docker",
  "k8s",
  "vcs",
  "browser",
  "ci",
  "iac",
  "ide-ftp",
  "mail",
  "vpn",
]);

/** Whether a file holds credentials unless it is under version control. */
export function isLikelyCredential(path: Bytes): boolean {
  const hit = secretName(path, false);
  return isCredential(path) || (hit !== null && (hit.mode === "name" || likely.has(hit.group)));
}
