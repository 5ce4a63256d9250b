import * as v from "valibot";
import { CtxcheckError, wrongUse } from "../errors.ts";
import { bounded, type FindBuilds, tools } from "./tools.ts";

/** Versions of the Model Context Protocol: the newest supported one, and earlier ones that mean the same for tools. */
const versions = ["2025-06-18", "2025-03-26", "2024-11-05"] as const;

/** Maximum bytes of one message; a longer one ends the server. */
const longest = 1 << 20;

/** Messages that are read ahead, because one of them may cancel another. */
const mostWaiting = 100;

interface Place {
  readonly root: string;
  readonly findBuilds: FindBuilds;
}

const ofId = v.nullish(v.union([v.string(), v.number()]));
const ofMessage = v.object({
  id: ofId,
  method: v.optional(v.string(), ""),
  params: v.optional(v.record(v.string(), v.unknown()), {}),
});
type Message = v.InferOutput<typeof ofMessage>;
const ofCall = v.object({ name: v.string(), arguments: v.optional(v.unknown(), {}) });

/** Answers one message per line until the input ends. `root`: nothing outside it is read. */
export async function serveAgents(
  input: AsyncIterable<Uint8Array>,
  write: (line: string) => Promise<void>,
  { version, ...place }: Place & { readonly version: string },
): Promise<void> {
  const cancelled = new Set<unknown>();
  let [last, waiting] = [Promise.resolve(), 0];
  const answerNext = async (message: Message | null) => {
    const isCancelled = async () => {
      // Input that has arrived is read first.
      await new Promise(setImmediate);
      return message?.id != null && cancelled.has(message.id);
    };
    const answer = (await isCancelled()) ? null : await answerMessage(message, place, version);
    if (answer !== null && !(await isCancelled())) await write(`${JSON.stringify(answer)}\n`);
    if (--waiting === 0) cancelled.clear();
  };
  for await (const line of linesOf(input)) {
    if (line.trim() === "") continue;
    const read = v.safeParse(ofMessage, parse(line));
    const message = read.success ? read.output : null;
    if (message?.method === "notifications/cancelled") cancelled.add(message.params.requestId);
    last = last.then(() => answerNext(message));
    if (++waiting > mostWaiting) await last;
  }
  await last;
}

async function* linesOf(input: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let rest = Buffer.alloc(0);
  for await (const piece of input) {
    rest = Buffer.concat([rest, piece]);
    for (let end = rest.indexOf(10); end >= 0; end = rest.indexOf(10)) {
      yield rest.subarray(0, end).toString("utf8");
      rest = rest.subarray(end + 1);
    }
    if (rest.length > longest)
      throw wrongUse(`mcp: a message is longer than ${longest} bytes`, "send less at once");
  }
}

async function answerMessage(message: Message | null, place: Place, version: string): Promise<object | null> {
  if (message === null)
    return failed(null, -32700, "the message is not a JSON object as JSON-RPC 2.0 has it");
  const { id, method, params } = message;
  // A notification has no answer.
  if (id === undefined) return null;
  switch (method) {
    case "initialize":
      return done(id, { ...initialized(params), serverInfo: { name: "ctxcheck", version } });
    case "ping":
      return done(id, {});
    case "tools/list":
      return done(id, {
        tools: tools.map(({ name, description, inputSchema }) => ({
          name,
          description,
          inputSchema,
          annotations: { readOnlyHint: true, openWorldHint: false },
        })),
      });
    case "tools/call":
      return call(id, params, place);
    default:
      return failed(id, -32601, `there is no method "${method}"`);
  }
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

type Id = string | number | null;
const done = (id: Id, result: object) => ({ jsonrpc: "2.0", id, result });
const failed = (id: Id, code: number, message: string) => ({ jsonrpc: "2.0", id, error: { code, message } });

function initialized({ protocolVersion }: Readonly<Record<string, unknown>>) {
  const spoken = versions.find((version) => version === protocolVersion) ?? versions[0];
  return { protocolVersion: spoken, capabilities: { tools: {} } };
}

async function call(id: Id, params: unknown, { root, findBuilds }: Place) {
  const toolCall = v.safeParse(ofCall, params);
  if (!toolCall.success) return failed(id, -32602, wrongArgument(toolCall.issues[0]));
  const tool = tools.find(({ name }) => name === toolCall.output.name);
  if (tool === undefined) return failed(id, -32602, `there is no tool "${toolCall.output.name}"`);
  try {
    const { value, cut } = bounded(await tool.run(toolCall.output.arguments, root, findBuilds));
    const all = Object.keys(cut).length === 0 ? value : { cut, ...Object(value) };
    return done(id, { content: [{ type: "text", text: JSON.stringify(all) }] });
  } catch (error) {
    if (v.isValiError(error)) return failed(id, -32602, wrongArgument(error.issues[0]));
    if (!(error instanceof CtxcheckError))
      return failed(id, -32603, `unexpected error, a bug in ctxcheck: ${error}`);
    const text = error.hint === undefined ? error.message : `${error.message} (${error.hint})`;
    return done(id, { content: [{ type: "text", text }], isError: true });
  }
}

function wrongArgument(issue: v.BaseIssue<unknown>): string {
  const path = v.getDotPath(issue) ?? "arguments";
  return issue.expected === "never" ? `there is no argument "${path}"` : `${path}: ${issue.message}`;
}
