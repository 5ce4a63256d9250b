import { changeFile } from "../advise/change.ts";
import { brokenBy, sentAt, withChanges } from "../advise/trial.ts";
import { type Bytes, fromText } from "../bytes.ts";
import { unlessReported, wrongUse } from "../errors.ts";
import { listImage } from "../image/image.ts";
import type { BuildPlan } from "../plan/build-plan.ts";
import { planBuild } from "../plan/plan.ts";
import { listRows, renderBrowser } from "../report/browser-screen.ts";
import { safe } from "../report/escape.ts";
import { secretName } from "../secrets/names.ts";
import { type Browser, type Effect, inTree, press, startBrowser } from "../usage/browser.ts";
import { type BrowserRow, sortLarge } from "../usage/browser-rows.ts";
import { readUsage, type Usage, type UsageNode } from "../usage/usage.ts";
import type { Settled } from "./command.ts";
import { treesOf } from "./destination.ts";
import { exitCodes, type Io } from "./io.ts";
import { isOn, planOptions } from "./options.ts";
import { requireOwnPlaces } from "./own-places.ts";
import { progressLine } from "./progress.ts";
import { printDiff, replaceFile } from "./replace-file.ts";
import { keysIn, type Terminal } from "./terminal.ts";

/** `ctxcheck tree -i`: a context to browse with keys. Nothing is written without a yes at the end. */
export async function browseCommand(settled: Settled, io: Io): Promise<number> {
  const terminal = await io.terminal?.();
  if (terminal?.isTerminal !== true)
    throw wrongUse("--interactive needs a terminal", "ctxcheck tree prints the same");
  const plan = planBuild(await planOptions(settled.values, io));
  const progress = progressLine(io);
  const usage = readUsage(plan, { measureExcluded: true, onProgress: progress.show });
  progress.clear();
  sortLarge(usage.root);
  const first = startBrowser(usage, { broken: [], secrets: secretsBelow(usage.root) }, imageRows(plan));
  const last = await walkThrough(first, plan, terminal);
  if (last.quit === "interrupted") return exitCodes.interrupted;
  if (last.draft.length === 0) return exitCodes.clean;
  const lines = last.draft.map(({ line }) => line);
  return finish(lines, plan, settled, terminal, io);
}

/** Milliseconds without a key after which a draft is tried with the rules of the builder. */
const pause = 120;

function walkThrough(first: Browser, plan: BuildPlan, terminal: Terminal): Promise<Browser> {
  return new Promise((resolve) => {
    let browser = first;
    let waiting: NodeJS.Timeout | undefined;
    const paint = () => terminal.write(`\x1b[H${renderBrowser(browser, terminal.size()).join("\r\n")}\x1b[J`);
    const check = () => {
      browser = tried(browser, plan, first);
      paint();
    };
    const onKey = (key: string) => {
      const next = press(browser, key, listRows(terminal.size()));
      const isChanged = next.draft !== browser.draft;
      browser = isChanged ? { ...next, effect: { ...first.effect, pending: true } } : next;
    };
    terminal.start((data) => {
      for (const key of keysIn(data)) if (browser.quit === "no") onKey(key);
      clearTimeout(waiting);
      if (browser.quit === "no") {
        if (browser.effect.pending === true) waiting = setTimeout(check, pause);
        return paint();
      }
      terminal.stop();
      resolve(browser);
    }, paint);
    paint();
  });
}

/**
 * Tests a draft on the builder's rules and the cached tree, without reading the disk. If the rules exclude what the
 * lines name and nothing else, as nearly always, the shown totals are right; else everything is counted again.
 */
function tried(browser: Browser, plan: BuildPlan, first: Browser): Browser {
  const changes = browser.draft.map(({ line }) => ({ lines: [line], replaces: null }));
  const { secrets } = first.effect;
  if (changes.length === 0) {
    const effect = { broken: [], secrets };
    return browser.usage === first.usage ? { ...browser, effect } : inTree(browser, first.usage, effect);
  }
  const then = withChanges(plan, changes);
  if (then === null)
    return { ...browser, effect: { secrets, broken: ["the build: the builder would refuse it"] } };
  const broken = brokenLines(plan, changes);
  if (isAsDrawn(then, browser, first.usage)) return { ...browser, effect: { broken, secrets } };
  const usage = readUsage(then, { measureExcluded: true });
  return inTree(browser, usage, { broken, secrets: secretsBelow(usage.root) });
}

/** If one of two names of a file is excluded, its bytes count for the other. */
function isAsDrawn(then: BuildPlan, { draft, usage }: Browser, { hasHardLinks }: Usage): boolean {
  if (hasHardLinks || usage.hasHardLinks) return false;
  const paths = draft.map(({ way }) =>
    way
      .slice(1)
      .map(({ name }) => name)
      .join("/"),
  );
  return sentAt(then, paths).files === 0;
}

function brokenLines(plan: BuildPlan, changes: Parameters<typeof brokenBy>[1]): Effect["broken"] {
  const lines = brokenBy(plan, changes).map(
    ({ instruction }) => `${plan.dockerfile?.shown}:${instruction.line}`,
  );
  return [...new Set(lines)];
}

/**
 * Counts, for each entry, the files at and below it that have the name of a secret; children come before their
 * directory.
 */
function secretsBelow(root: UsageNode): ReadonlyMap<UsageNode, number> {
  const counts = new Map<UsageNode, number>();
  const open: { node: UsageNode; next: number }[] = [{ node: root, next: 0 }];
  for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
    const child = top.node.children[top.next++];
    if (child !== undefined) {
      if (isSecret(child)) counts.set(child, 1);
      open.push({ node: child, next: 0 });
      continue;
    }
    open.pop();
    const [count, around] = [counts.get(top.node) ?? 0, open.at(-1)];
    if (count > 0 && around !== undefined) counts.set(around.node, (counts.get(around.node) ?? 0) + count);
  }
  return counts;
}

const isSecret = ({ sent, type, name }: UsageNode): boolean =>
  sent && type === "file" && secretName(name, false) !== null;

/** Empty if the destinations of the files are not known. */
function imageRows(plan: BuildPlan): BrowserRow[] {
  const { paths } = unlessReported(() => listImage(plan)) ?? { paths: [] };
  const rows = paths.map(
    ({ path, size, source }): BrowserRow => ({
      name: fromText(`${path}  from ${source}`),
      node: null,
      files: 1,
      bytes: size,
      note: "",
      from: fromText(source),
    }),
  );
  return rows.sort((a, b) => b.bytes - a.bytes);
}

/** Shows the difference and prompts; any answer but yes leaves the file as it is. */
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
  const fromHere = ignoreFile?.fromHere ?? ".dockerignore";
  printDiff({ fromHere, before, after }, io.stdout);
  if (ignoreFile === null) {
    io.stderr.write("ctxcheck: there is no ignore file to write; ctxcheck init makes one\n");
    return exitCodes.clean;
  }
  io.stdout.write(`Write ${safe(fromHere)}? [y/N] `);
  const isYes = await answered(terminal);
  io.stdout.write(isYes ? "yes\n" : "no\n");
  if (!isYes) return exitCodes.clean;
  requireOwnPlaces(settled, ["context", "file", "ignore-file"]);
  const fixed = {
    path: ignoreFile.path,
    place: ignoreFile.place,
    context: context.root,
    fromHere,
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
