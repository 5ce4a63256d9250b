#!/usr/bin/env node
/** Of package.json; put in by rolldown.config.ts, since to look it up takes longer than to print it. */
declare const packageVersion: string;

// Docker asks every plugin for this before each of its own commands: nothing else is loaded for it.
if (process.argv[2] === "docker-cli-plugin-metadata") {
  const ShortDescription = "Show exactly what a build context holds, and why";
  process.stdout.write(
    `${JSON.stringify({ SchemaVersion: "0.1.0", Vendor: "ctxcheck", Version: packageVersion, ShortDescription })}\n`,
  );
} else {
  const { ownWords } = await import("../src/cli/build-words.ts");
  process.argv.splice(2, process.argv.length, ...ownWords(process.argv.slice(2)));
  await import("./ctxcheck.ts");
}
