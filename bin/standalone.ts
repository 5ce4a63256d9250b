#!/usr/bin/env node
/** The whole program in one file (rolldown.bundle.config.ts): its threads are this same file. */
const thread = new URL(import.meta.url).searchParams.get("thread");

if (thread === "worker") await import("../src/secrets/worker.ts");
else if (thread === "reader") await import("../src/plan/reading-thread.ts");
else if (thread === "hasher") await import("../src/sent/worker.ts");
else await import("./ctxcheck.ts");
