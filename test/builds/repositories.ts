import type { Tree } from "./run-in.ts";

const lines = (...all: readonly string[]): string => `${all.join("\n")}\n`;

const goService = lines(
  "FROM golang:1.25 AS build",
  "WORKDIR /src",
  "COPY go.mod ./",
  "RUN go mod download",
  "COPY . .",
  "RUN go build -o /out .",
  "FROM scratch",
  "COPY --from=build /out /out",
);
const nodeService = lines(
  "FROM node:22 AS build",
  "WORKDIR /app",
  "COPY package*.json ./",
  "RUN npm ci",
  "COPY . .",
  "FROM node:22-slim",
  "COPY --from=build /app /app",
);
const protoService = (name: string) =>
  lines(
    "FROM python:3.13",
    "WORKDIR /app",
    "COPY pb/ ./pb/",
    `COPY src/${name}/ ./`,
    "RUN pip install -r requirements.txt",
  );

const inOwn = [
  "frontend",
  "cart",
  "checkout",
  "currency",
  "shipping",
  "payment",
  "catalog",
  "ads",
  "quote",
  "image",
];
const ofRoot = ["email", "recommendation", "load", "reviews", "fraud", "accounting"];

/** An e-commerce demo: ten services with a context of their own, six that share the root and the protocol in it. */
function shop(): Tree {
  const files: Record<string, string> = {
    ".env": "IMAGE_TAG=2.1\nPAYMENT_API_TOKEN=not-for-everyone\n",
    ".dockerignore": ".git\n*.md\nsrc/**/bin\n",
    "README.md": "A shop.\n",
    "pb/demo.proto": 'syntax = "proto3";\n'.repeat(40),
  };
  const services = [...inOwn, ...ofRoot].map((name, at) => {
    const node = at % 2 === 1;
    const own = inOwn.includes(name);
    const folder = `src/${name}`;
    files[`${folder}/Dockerfile`] = own ? (node ? nodeService : goService) : protoService(name);
    Object.assign(
      files,
      own
        ? sourcesOf(folder, node)
        : { [`${folder}/server.py`]: "serve()\n", [`${folder}/requirements.txt`]: "grpcio\n" },
    );
    const build = own
      ? [`      context: ./${folder}`]
      : ["      context: .", `      dockerfile: ${folder}/Dockerfile`];
    return lines(`  ${name}:`, `    image: shop/${name}:\${IMAGE_TAG}`, "    build:", ...build).trimEnd();
  });
  files["compose.yaml"] = lines("services:", ...services, "  valkey:", "    image: valkey/valkey:8");
  return files;
}

const sourcesOf = (folder: string, node: boolean): Tree =>
  node
    ? {
        [`${folder}/package.json`]: "{}\n",
        [`${folder}/package-lock.json`]: "{}\n",
        [`${folder}/index.js`]: "serve();\n",
        [`${folder}/node_modules/.package-lock.json`]: "{}\n",
        [`${folder}/node_modules/grpc/index.js`]: "x".repeat(3000),
      }
    : {
        [`${folder}/go.mod`]: `module ${folder}\n`,
        [`${folder}/main.go`]: "package main\n",
        [`${folder}/.dockerignore`]: "bin\n",
      };

/** A pnpm monorepo: one Dockerfile, a target of bake for each app by a matrix, a base that others build on. */
const pnpm: Tree = {
  ".dockerignore": "**/node_modules\n**/dist\n.git\n**/.turbo\n",
  "package.json": '{"private":true}\n',
  "pnpm-workspace.yaml": "packages: [apps/*, packages/*]\n",
  "pnpm-lock.yaml": "lockfileVersion: '9.0'\n".repeat(200),
  ...Object.fromEntries(
    ["web", "docs", "admin"].flatMap((app) => [
      [`apps/${app}/package.json`, `{"name":"${app}"}\n`],
      [`apps/${app}/src/index.ts`, "export {};\n".repeat(50)],
      [`apps/${app}/node_modules/x/index.js`, "x".repeat(900)],
      [`apps/${app}/dist/index.js`, "x".repeat(900)],
    ]),
  ),
  "packages/ui/package.json": '{"name":"ui"}\n',
  "packages/ui/src/button.tsx": "export {};\n".repeat(90),
  "packages/ui/storybook/video.mp4": "v".repeat(5000),
  "packages/config/package.json": '{"name":"config"}\n',
  Dockerfile: lines(
    "FROM node:22-slim AS base",
    "RUN corepack enable",
    "FROM base AS build",
    "ARG APP",
    "WORKDIR /repo",
    "COPY pnpm-lock.yaml pnpm-workspace.yaml package.json ./",
    "RUN pnpm fetch",
    "COPY packages ./packages",
    "COPY apps/${APP} ./apps/${APP}",
    "RUN pnpm install --offline && pnpm --filter ${APP} build",
    "FROM base AS runtime",
    "COPY --from=build /repo /repo",
  ),
  "docker-bake.hcl": lines(
    'variable "TAG" {',
    '  default = "dev"',
    "}",
    'group "default" {',
    '  targets = ["app"]',
    "}",
    'target "app" {',
    "  matrix = {",
    '    app = ["web", "docs", "admin"]',
    "  }",
    '  name = "app-${app}"',
    '  target = "runtime"',
    "  args = {",
    "    APP = app",
    "  }",
    '  tags = ["registry.example/${app}:${TAG}"]',
    "}",
  ),
};

/** A Go monorepo: a workflow builds the commands by a matrix, from a checkout for changes and from the commit for releases. */
const golang: Tree = {
  ".dockerignore": ".git\n**/*_test.go\ntestdata\n",
  "go.mod": "module example.com/tools\n",
  "go.sum": "example.com/x v1.0.0 h1:abc=\n".repeat(30),
  ...Object.fromEntries(
    ["server", "worker", "migrate"].flatMap((name) => [
      [`cmd/${name}/main.go`, "package main\n"],
      [`cmd/${name}/main_test.go`, "package main\n"],
    ]),
  ),
  "internal/db/db.go": "package db\n".repeat(30),
  "internal/db/testdata/dump.sql": "-- dump\n".repeat(400),
  "build/Dockerfile": lines(
    "FROM golang:1.25 AS build",
    "ARG CMD=server",
    "WORKDIR /src",
    "COPY go.mod go.sum ./",
    "RUN go mod download",
    "COPY cmd/${CMD} ./cmd/${CMD}",
    "COPY internal ./internal",
    "RUN go build -o /out ./cmd/${CMD}",
    "FROM gcr.io/distroless/static",
    "COPY --from=build /out /app",
  ),
  ".github/workflows/images.yml": lines(
    "jobs:",
    "  image:",
    "    strategy:",
    "      matrix:",
    "        cmd: [server, worker, migrate]",
    "        exclude: [{cmd: migrate}]",
    "        include: [{cmd: migrate, platforms: linux/amd64}]",
    "    steps:",
    "      - uses: actions/checkout@v5",
    "      - uses: docker/build-push-action@v6",
    "        with:",
    "          context: .",
    "          file: build/Dockerfile",
    "          platforms: ${{ matrix.platforms || 'linux/amd64,linux/arm64' }}",
    "          build-args: CMD=${{ matrix.cmd }}",
    "  release:",
    "    steps:",
    "      - uses: docker/build-push-action@v6",
    "        with:",
    "          file: build/Dockerfile",
    "          build-args: |",
    "            CMD=server",
    "            VERSION=${{ github.ref_name }}",
  ),
};

/** Made in the shape of public repositories. */
export const repositories: Readonly<Record<string, Tree>> = { shop: shop(), pnpm, golang };
