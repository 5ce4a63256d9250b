import { parentPort } from "node:worker_threads";
import { digestFiles } from "./digest.ts";

parentPort?.on("message", (paths: readonly string[]) => parentPort?.postMessage(digestFiles(paths)));
