import fc from "fast-check";
import { seed, times } from "./sample.ts";

fc.configureGlobal({ seed, numRuns: 100 * times });
