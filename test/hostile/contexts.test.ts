import { describe } from "vitest";
import { layersOf, ociFiles, savedFiles, tarOf } from "../built/make-image.ts";
import { runHere } from "../cli/run.ts";
import { type Made, makeTar, record } from "../context/tar/make-tar.ts";
import { every } from "../sample.ts";
import { type Attack, attacks, product } from "./attacks.ts";
import { editors } from "./editor.ts";
import { faultOf, payloads } from "./payloads.ts";
import { inSandbox } from "./sandbox.ts";
import { names, others, sources } from "./sources.ts";

const logs = [{ GITHUB_ACTIONS: "true" }, { TF_BUILD: "True" }, { TEAMCITY_VERSION: "1" }] as const;
const logOf = (index: number) => logs[index % logs.length] ?? logs[0];
const bytes = (text: string) => Buffer.from(text, "utf8").toString("latin1");

/** An entry whose name, or whose link, is the text; short ones in the header, any in a pax record. */
const entries: readonly ((text: string) => readonly Made[])[] = [
  (x) => [{ name: bytes(x).slice(0, 99), content: "a" }],
  (x) => [{ name: "l", flag: "2", link: bytes(x).slice(0, 99) }],
  (x) => [{ name: "h", flag: "1", link: bytes(x).slice(0, 99) }],
  (x) => [
    { name: "p", flag: "x", content: record("path", x) },
    { name: "q", content: "a" },
  ],
  (x) => [{ name: "g", flag: "g", content: record(x.replace(/[=\n]/g, ""), x) }],
  (x) => [{ name: "Dockerfile", content: `FROM scratch\nCOPY ${x} /\n` }],
  (x) => [{ name: ".dockerignore", content: `${x}\n${x}[\n` }],
  (x) => [
    { name: bytes(x).slice(0, 99), flag: "5" },
    { name: `${bytes(x).slice(0, 80)}/k.pem`, content: "a" },
  ],
  (x) => [{ name: bytes(x).slice(0, 99), flag: bytes(x).slice(0, 1) }],
];

const ofArchives = [
  ["-"],
  ["-", "--format", "github"],
  ["-", "--format", "json"],
  ["ls", "-", "--long"],
  ["explain", "--context", "-", "a"],
  ["image", "-"],
  ["hash", "-"],
  ["tree", "-"],
  ["export", "-", "-o", "x.tar"],
] as const;

const dockerfile = { name: "Dockerfile", content: "FROM scratch\nCOPY . /\n" };

/** Where an image bears foreign words. */
const images: readonly ((text: string) => Buffer)[] = [
  (x) => tarOf(savedFiles({ layers: layersOf([{ name: bytes(x).slice(0, 99), content: "a" }]) })),
  (x) => tarOf(ociFiles({ layers: layersOf([{ name: "l", flag: "2", link: bytes(x).slice(0, 99) }]) })),
  (x) => tarOf(savedFiles({ layers: layersOf([{ name: "a", content: "b" }]), history: [x] })),
  (x) => tarOf(ociFiles({ layers: layersOf([{ name: "a" }]), architecture: x })),
  (x) => tarOf(new Map([["manifest.json", Buffer.from(JSON.stringify([{ Config: x, Layers: [x] }]))]])),
  (x) => tarOf(new Map([["index.json", Buffer.from(JSON.stringify({ manifests: [{ digest: x }] }))]])),
  (x) => tarOf(new Map([["manifest.json", Buffer.from(x)]])),
  (x) => Buffer.from(x),
];

const ofImages = [
  ["image", "--against", "-"],
  ["image", "--against", "-", "--json"],
  ["image", "--against", "-", "--verbose"],
] as const;

function onStdin(name: string, stdin: Uint8Array, args: readonly string[], index: number): Attack {
  return {
    name: `${name} / ctxcheck ${args.join(" ")}`,
    run: () =>
      inSandbox({}, async ({ repo }) =>
        faultOf(await runHere(args, { cwd: repo, env: logOf(index), stdin }), args),
      ),
  };
}

const documents = ["Dockerfile", ".dockerignore", "compose.yaml", "docker-bake.hcl"] as const;
const questions = ["textDocument/hover", "textDocument/documentSymbol", "textDocument/codeLens"] as const;

/** A server that was shown the text, and others before it, still answers. */
function toServer(path: string, text: string): Attack {
  return {
    name: `${path} ${JSON.stringify(text)} / ctxcheck lsp`,
    run: async () => {
      const before = path === "Dockerfile" ? "FROM scratch\n" : "";
      const client = await editor(path);
      const found = await client.open(path, `${before}${text}\nCOPY ${text} /\n`);
      for (const question of questions)
        await client.ask(question, path, { position: { line: 0, character: 0 } }).catch(() => null);
      await client.shut(path);
      const shown = found.map(({ message }) => String(message)).find((message) => controls.test(message));
      return shown === undefined ? null : `a control: ${JSON.stringify(shown)}`;
    },
  };
}

const editor = editors();

const controls = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/;

describe("no name, text or key breaks out of what is seldom asked", () => {
  attacks(
    "injection: other commands",
    product([...sources, ...names], payloads, others)
      .filter(every(37))
      .filter(([source, payload]) => source.oneLine !== true || !/[\r\n]/.test(payload))
      .map(([source, payload, args], index) => ({
        name: `${source.name} ${JSON.stringify(payload)} / ctxcheck ${args.join(" ")}`,
        run: () =>
          inSandbox(source.plant(payload), async ({ repo }) => {
            const all = [...args, ...(source.args?.(payload) ?? [])];
            return faultOf(await runHere(all, { cwd: repo, env: logOf(index) }), all);
          }),
      })),
  );
  attacks(
    "injection: archives",
    product(entries, payloads, ofArchives)
      .filter(every(5))
      .map(([make, payload, args], index) =>
        onStdin(
          `entry ${entries.indexOf(make)} ${JSON.stringify(payload)}`,
          makeTar([dockerfile, ...make(payload)]),
          args,
          index,
        ),
      ),
  );
  attacks(
    "injection: images",
    product(images, payloads, ofImages)
      .filter(every(2))
      .map(([make, payload, args], index) =>
        onStdin(`image ${images.indexOf(make)} ${JSON.stringify(payload)}`, make(payload), args, index),
      ),
  );
  attacks(
    "injection: editors",
    product(documents, payloads)
      .filter(every(3))
      .map(([path, payload]) => toServer(path, payload)),
  );
});
