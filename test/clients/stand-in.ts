import { chmodSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { join } from "node:path";

/** What the client posted to /build. */
export interface Posted {
  readonly query: URLSearchParams;
  readonly body: Buffer;
}

/** An Engine that answers just enough to be given a build context, and keeps it. */
export interface StandIn {
  readonly host: string;
  /** The build that was tagged so, once. */
  take(tag: string): Posted | undefined;
  close(): Promise<void>;
}

/** Listens on a socket in the directory. */
export async function openStandIn(directory: string): Promise<StandIn> {
  const posted = new Map<string, Posted>();
  const server = createServer((request, response) => {
    answer(request, response, posted).catch((error) => response.destroy(error));
  });
  const path = join(directory, "engine.sock");
  await new Promise<void>((resolve) => server.listen(path, resolve));
  chmodSync(path, 0o666);
  return {
    host: `unix://${path}`,
    take: (tag) => {
      const found = posted.get(tag);
      posted.delete(tag);
      return found;
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

async function answer(request: IncomingMessage, response: ServerResponse, posted: Map<string, Posted>) {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const { pathname, searchParams } = new URL(request.url ?? "", "http://engine");
  response.setHeader("API-Version", "1.41").setHeader("Ostype", "linux").setHeader("Builder-Version", "1");
  if (pathname.endsWith("/_ping")) response.end("OK");
  else if (pathname.endsWith("/version"))
    response.end('{"ApiVersion":"1.41","MinAPIVersion":"1.12","Os":"linux"}');
  else if (pathname.endsWith("/build")) {
    posted.set(searchParams.get("t") ?? "", { query: searchParams, body: Buffer.concat(chunks) });
    response.end('{"stream":"Successfully built 0123456789ab\\n"}\n');
  } else response.writeHead(404).end('{"message":"the stand-in does not know this"}');
}
