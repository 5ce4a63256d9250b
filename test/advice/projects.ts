import type { Tree } from "../context/trees.ts";
import { seed } from "../sample.ts";
import { valuesFrom } from "../secrets/values.ts";

const { hex } = valuesFrom(seed);
export const secret = (): string => ["sk", "live", hex(24)].join("_");

/** A project in the shape of one that is known, and what of it git does not track. */
export interface Project {
  readonly tree: Tree;
  readonly untracked: readonly string[];
}

export const projects = (): Readonly<Record<string, Project>> => ({
  "a web service whose settings hold a key": {
    tree: {
      ...{
        "settings/main.py": `KEY = "${secret()}"\n`,
        "app/manhole.py": "x = 1\n",
        "requirements.txt": "x\n",
      },
      ...{ ".env": `KEY=${secret()}\n`, ".env.example": "KEY=\n", "app/__pycache__/a.pyc": 9_000 },
      Dockerfile: "FROM python\nCOPY requirements.txt /a/\nRUN pip install -r requirements.txt\nCOPY . /a/\n",
    },
    untracked: [".env", "app/__pycache__"],
  },
  "a framework with configuration and a script that makes .env": {
    tree: {
      ...{ "app/Config/app.php": `<?php return ["key" => "${secret()}"];\n`, ".env": `KEY=${secret()}\n` },
      ...{ "composer.json": '{"scripts":{"x":"cp .env.example .env"}}', ".env.example": "KEY=\n" },
      ...{ "vendor/autoload.php": 50_000, "vendor/a/b.php": 90_000 },
      Dockerfile: "FROM php\nCOPY . /a/\nRUN composer install\n",
    },
    untracked: [".env", "vendor"],
  },
  "settings of an environment": {
    tree: {
      ...{ "src/appsettings.Docker.json": `{"Key":"${secret()}"}`, "src/a.csproj": "<Project/>" },
      ...{
        "src/bin/Debug/a.dll": 90_000,
        "src/obj/project.assets.json": "{}",
        "src/Program.cs": "class A {}",
      },
      Dockerfile: "FROM sdk\nENV ASPNETCORE_ENVIRONMENT=Docker\nCOPY src /s/\nRUN dotnet publish /s\n",
    },
    untracked: ["src/bin", "src/obj"],
  },
  "translations and migrations whose names speak of logins": {
    tree: {
      ...{
        "locales/de_DE.json": `{"password":"${secret()}"}`,
        "locales/de/auth.json": '{"login":"Anmelden"}',
      },
      ...{
        "migrations/20_api_keys.sql": `insert into k values ('${secret()}');\n`,
        "main.go": "package main\n",
      },
      ...{ "go.mod": "module a\n", "vendor/modules.txt": "# x\n", "vendor/x/x.go": 600_000 },
      Dockerfile: "FROM golang\nCOPY . /a/\nRUN go build ./...\n",
    },
    untracked: [],
  },
  "a version that comes from the history": {
    tree: {
      ...{
        "pkg/pyproject.toml": 'requires = ["hatch-vcs"]\n',
        "pkg/a.py": "x = 1\n",
        "data/model.bin": 500_000,
      },
      Dockerfile: "FROM python\nCOPY . /a/\nRUN pip install /a/pkg\n",
    },
    untracked: ["data"],
  },
  "the history that an instruction copies": {
    tree: {
      ...{ "package.json": '{"devDependencies":{"semantic-release":"1"}}', "index.ts": "1\n" },
      ...{ "node_modules/a/i.js": 90_000, "certs/k.p12": 500 },
      Dockerfile: "FROM node\nCOPY package.json /a/\nRUN npm ci\nCOPY .git /a/.git\nCOPY . /a/\n",
    },
    untracked: ["node_modules", "certs"],
  },
  "packages of a monorepo, all of them sources": {
    tree: {
      ...{ "package.json": '{"workspaces":["packages/*"]}', "packages/a/form.tsx": 450_000 },
      ...{
        "packages/b/i.ts": 450_000,
        "packages/a/node_modules/x/i.js": 90_000,
        ".npmrc": "legacy-peer-deps=true\n",
      },
      ...{ ".yarnrc.yml": "nodeLinker: node-modules\n", ".dockerignore": "node_modules\n" },
      Dockerfile: "FROM node\nCOPY . /a/\nRUN npm ci && npm run build\n",
    },
    untracked: ["packages/a/node_modules"],
  },
  "a program that embeds what it reads": {
    tree: {
      ...{ "Cargo.toml": "[package]\n", "src/main.rs": 'const A: &str = include_str!("../docs/a.md");\n' },
      ...{ "docs/a.md": "a\n", "src/open_api_utils.rs": `// ${secret()}\n`, "target/debug/x": 900_000 },
      Dockerfile: "FROM rust\nCOPY . /a/\nRUN cargo build\n",
    },
    untracked: ["target"],
  },
  "keys beside a directory that is copied whole": {
    tree: {
      ...{ "keys/a": secret(), "keys/b": "b", "conf/only.key": `${secret()}\n`, "x.txt": "x" },
      Dockerfile: "FROM scratch\nCOPY keys /keys/\nCOPY conf /conf/\nCOPY *.txt /t/\n",
    },
    untracked: ["keys", "conf"],
  },
  "exceptions that somebody wrote": {
    tree: {
      ...{ "dist/a.js": 200_000, "dist/.env": `KEY=${secret()}\n`, "src/i.js": "1\n", "package.json": "{}" },
      ...{ "a.log": 300_000, ".dockerignore": "dist\n!dist/a.js\n!.git\n*.log\n" },
      Dockerfile: "FROM node\nCOPY . /a/\nRUN npm ci\n",
    },
    untracked: ["dist", "a.log"],
  },
});
