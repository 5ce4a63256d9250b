#!/usr/bin/env node
/** From package.json; inserted by rolldown.config.ts, because looking it up takes longer than printing it. */
declare const packageVersion: string;

// Docker requests this from every plugin before each of its own commands, so nothing else is loaded for it.
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
