import { createTwoFilesPatch, FILE_HEADERS_ONLY } from "diff";
import { changeFile } from "../advise/change.ts";
import { brokenBy, withChanges } from "../advise/trial.ts";
import { type Bytes, fromText, toText } from "../bytes.ts";
import { CtxcheckError } from "../errors.ts";
import { listImage } from "../image/image.ts";
import { type BuildPlan, planBuild } from "../plan/plan.ts";
import { listRows, renderBrowser } from "../report/browser-screen.ts";
import { safe } from "../report/escape.ts";
import { secretName } from "../secrets/names.ts";
import { type Browser, type BrowserRow, type Effect, inTree, press, startBrowser } from "../usage/browser.ts";
import { readUsage, type Usage, walkUsage } from "../usage/usage.ts";
import { treesOf } from "./destination.ts";
import { exitCodes } from "./exit-codes.ts";
import type { Io } from "./io.ts";
import { isOn, planOptions } from "./options.ts";
import { requireOwnPlaces } from "./own-places.ts";
import { replaceFile } from "./replace-file.ts";
import type { Settled } from "./settle.ts";
import { keysIn, type Terminal } from "./terminal.ts";

/** `ctxcheck tree -i`: a context to walk through with keys. Nothing is written but on a yes at the end. */
export async function browseCommand(settled: Settled, io: Io): Promise<number> {
  const terminal = await io.terminal?.();
  if (terminal?.isTerminal !== true)
    throw new CtxcheckError("usage", "--interactive needs a terminal", "ctxcheck tree prints the same");
  const plan = planBuild(await planOptions(settled.values, io));
  const usage = readUsage(plan, { measureExcluded: true });
  const first = startBrowser(usage, { broken: [], secrets: secretsIn(usage) }, imageRows(plan));
  const last = await walkThrough(first, plan, terminal);
  return last.draft.length === 0 ? exitCodes.clean : finish(last.draft, plan, settled, terminal, io);
}

function walkThrough(first: Browser, plan: BuildPlan, terminal: Terminal): Promise<Browser> {
  return new Promise((resolve) => {
    let browser = first;
    const paint = () => terminal.write(`\x1b[H${renderBrowser(browser, terminal.size()).join("\r\n")}\x1b[J`);
    const onKey = (key: string) => {
      const next = press(browser, key, listRows(terminal.size()));
      const isTried = next.draft === browser.draft;
      browser = isTried ? next : tried(next, plan, first.usage);
    };
    terminal.start((data) => {
      for (const key of keysIn(data)) if (!browser.quit) onKey(key);
      if (!browser.quit) return paint();
      terminal.stop();
      resolve(browser);
    }, paint);
    paint();
  });
}

/** What is sent with the draft, what breaks, which secrets are left: the rules of the builder are asked again. */
function tried(browser: Browser, plan: BuildPlan, before: Usage): Browser {
  const changes = browser.draft.map((line) => ({ lines: [line], replaces: null }));
  if (changes.length === 0)
    return { ...inTree(browser, before, { broken: [], secrets: secretsIn(before) }), image: imageRows(plan) };
  const then = withChanges(plan, changes);
  if (then === null)
    return { ...browser, effect: { ...browser.effect, broken: ["the build: the builder would refuse it"] } };
  const usage = readUsage(then, { measureExcluded: true });
  return {
    ...inTree(browser, usage, { broken: brokenLines(plan, changes), secrets: secretsIn(usage) }),
    image: imageRows(then),
  };
}

function brokenLines(plan: BuildPlan, changes: Parameters<typeof brokenBy>[1]): Effect["broken"] {
  const lines = brokenBy(plan, changes).map(
    ({ instruction }) => `${plan.dockerfile?.shown}:${instruction.line}`,
  );
  return [...new Set(lines)];
}

function secretsIn({ root }: Usage): number {
  let secrets = 0;
  for (const { node } of walkUsage(root))
    if (node.sent && node.type === "file" && secretName(node.name, false) !== null) secrets++;
  return secrets;
}

/** Empty where it is not known what becomes of the files. */
function imageRows(plan: BuildPlan): BrowserRow[] {
  try {
    const { paths } = listImage(plan);
    const rows = paths.map(
      ({ path, size, source }): BrowserRow => ({
        name: fromText(`${path}  from ${source}`),
        node: null,
        files: 1,
        bytes: size,
        note: "",
      }),
    );
    return rows.sort((a, b) => b.bytes - a.bytes);
  } catch (error) {
    if (error instanceof CtxcheckError) return [];
    throw error;
  }
}

/** Shows the difference and asks; anything but a yes leaves the file as it is. */
async function finish(
  draft: readonly Bytes[],
  plan: BuildPlan,
  settled: Settled,
  terminal: Terminal,
  io: Io,
): Promise<number> {
  const { ignoreFile, context } = plan;
  const before = ignoreFile?.content ?? "";
  const after = changeFile(
    before,
    draft.map((line) => ({ lines: [line], replaces: null })),
  );
  const shown = ignoreFile?.fromHere ?? ".dockerignore";
  const files = [`a/${safe(shown)}`, `b/${safe(shown)}`] as const;
  const patch = createTwoFilesPatch(...files, before, after, undefined, undefined, {
    context: 3,
    headerOptions: FILE_HEADERS_ONLY,
  });
  io.stdout.write(
    patch
      .split("\n")
      .map((line) => safe(toText(line)))
      .join("\n"),
  );
  if (ignoreFile === null) {
    io.stderr.write("ctxcheck: there is no ignore file to write; ctxcheck init makes one\n");
    return exitCodes.clean;
  }
  io.stdout.write(`Write ${safe(shown)}? [y/N] `);
  const isYes = await answered(terminal);
  io.stdout.write(isYes ? "yes\n" : "no\n");
  if (!isYes) return exitCodes.clean;
  requireOwnPlaces(settled, ["context", "file", "ignore-file"]);
  const fixed = {
    path: ignoreFile.path,
    place: ignoreFile.place,
    context: context.root,
    fromHere: shown,
    before,
    after,
  };
  replaceFile(
    fixed,
    { followLink: isOn(settled.values, "follow-link"), trees: treesOf(settled.values, io) },
    io,
  );
  return exitCodes.clean;
}

function answered(terminal: Terminal): Promise<boolean> {
  return new Promise((resolve) => {
    terminal.ask((data) => resolve(/^y/i.test(data)));
  });
}
