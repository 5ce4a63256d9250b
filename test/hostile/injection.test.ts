import { describe } from "vitest";
import { runHere } from "../cli/run.ts";
import { every } from "../sample.ts";
import { type Attack, attacks, product } from "./attacks.ts";
import { faultOf, payloads } from "./payloads.ts";
import { inSandbox } from "./sandbox.ts";
import { commands, names, others, type Source, sources } from "./sources.ts";
import { given, type Way, ways } from "./ways.ts";

const logs = [{ GITHUB_ACTIONS: "true" }, { TF_BUILD: "True" }, { TEAMCITY_VERSION: "1" }] as const;

function attack(
  source: Source,
  payload: string,
  args: readonly string[],
  env: Record<string, string>,
  way: Way = "a directory",
): Attack {
  const all = [...args, ...(source.args?.(payload) ?? [])];
  return {
    name: `${source.name} ${JSON.stringify(payload)} in ${way} / ctxcheck ${args.join(" ")}`,
    run: () =>
      inSandbox(source.plant(payload), async (sandbox) => {
        const { args: words, ...where } = given(sandbox, way, all);
        return faultOf(await runHere(words, { ...where, env }), words);
      }),
  };
}

const fits = (source: Source, payload: string) => source.oneLine !== true || !/[\r\n]/.test(payload);

describe("no name, text or key breaks out of an output", () => {
  attacks(
    "injection: texts",
    product(sources, payloads, commands)
      .filter(every(29))
      .filter(([source, payload]) => fits(source, payload))
      .map(([source, payload, args], index) => attack(source, payload, args, logs[index % 3] ?? logs[0])),
  );
  attacks(
    "injection: names",
    product(names, payloads, commands)
      .filter(every(13))
      .map(([source, payload, args], index) => attack(source, payload, args, logs[index % 3] ?? logs[0])),
  );
  attacks(
    "injection: commits and archives",
    product([...sources, ...names], payloads, ways, [...commands, ...others])
      .filter(every(1403))
      .filter(([source, payload]) => fits(source, payload))
      .map(([source, payload, way, args], index) =>
        attack(source, payload, args, logs[index % 3] ?? logs[0], way),
      ),
  );
});
