import { createHash } from "node:crypto";
import { type Command, openRedis, RedisError, type Reply } from "./redis.ts";

const BLOCKING =
  /^(blpop|brpop|blmove|blmpop|brpoplpush|bzpop|bzmpop|wait|subscribe|psubscribe|monitor)/i;

/** Upstash's REST protocol in front of a Redis server. */
export interface UpstashBridge extends AsyncDisposable {
  url: string;
  token: string;
}

/** Opens a bridge on a free local port, or on the port of an earlier one. */
export async function openUpstashBridge(
  redisUrl: string,
  earlier?: Pick<UpstashBridge, "url" | "token">,
): Promise<UpstashBridge> {
  const redis = await openRedis(redisUrl);
  const token = earlier?.token ?? crypto.randomUUID();
  const plainHashes = new Map<string, string>();
  const run = (commands: Command[]) =>
    redis.send(commands.map((command) => withoutUpstashFlags(command, plainHashes)));

  async function handle(request: Request): Promise<Response> {
    if (request.headers.get("authorization") !== `Bearer ${token}`) {
      // A response before the end of the request would leave its reader open.
      await request.arrayBuffer();
      return Response.json({ error: "Unauthorized" }, { status: 401 });
    }
    const base64 = request.headers.get("upstash-encoding") === "base64";
    const { pathname } = new URL(request.url);
    const body: unknown = await request.json();
    if (pathname === "/") {
      const [answer] = (await run([readCommand(body)])).map((reply) => wrap(reply, base64));
      return Response.json(answer, { status: "error" in answer! ? 400 : 200 });
    }
    const commands = (body as unknown[]).map(readCommand);
    if (pathname === "/pipeline") {
      return Response.json((await run(commands)).map((reply) => wrap(reply, base64)));
    }
    if (pathname !== "/multi-exec") {
      return Response.json({ error: "Not found" }, { status: 404 });
    }
    // One write for all commands: no other request can come between MULTI and EXEC.
    const result = (await run([["MULTI"], ...commands, ["EXEC"]])).at(-1)!;
    return Array.isArray(result)
      ? Response.json(result.map((reply) => wrap(reply, base64)))
      : Response.json(wrap(result, base64), { status: 400 });
  }

  const server = Deno.serve({
    hostname: "127.0.0.1",
    port: earlier ? Number(new URL(earlier.url).port) : 0,
    onListen() {},
    onError: (error) =>
      Response.json({ error: error instanceof Error ? error.message : "failed" }, { status: 400 }),
  }, handle);
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    token,
    async [Symbol.asyncDispose]() {
      await server.shutdown();
      await redis[Symbol.asyncDispose]();
    },
  };
}

function readCommand(value: unknown): Command {
  if (!Array.isArray(value) || value.length === 0) throw new Error("ERR not a command");
  if (BLOCKING.test(String(value[0]))) throw new Error("ERR blocking commands are refused");
  return value.map((part) => typeof part === "object" ? JSON.stringify(part) : String(part));
}

// Only Upstash knows this flag; Redis refuses the whole script. A client that names the script by
// its hash means the text with the flag.
function withoutUpstashFlags(command: Command, plainHashes: Map<string, string>): Command {
  const name = command[0]!.toUpperCase();
  if (name === "EVALSHA") return command.with(1, plainHashes.get(command[1]!) ?? command[1]!);
  const at = name === "EVAL" ? 1 : name === "SCRIPT" && /^load$/i.test(command[1] ?? "") ? 2 : 0;
  const script = at === 0 ? undefined : command[at];
  if (script === undefined) return command;
  const plain = script.replace(/^#!lua flags=allow-key-locking\r?\n/, "");
  plainHashes.set(sha1(script), sha1(plain));
  return command.with(at, plain);
}

function sha1(text: string): string {
  return createHash("sha1").update(text).digest("hex");
}

function wrap(reply: Reply, base64: boolean): { result: unknown } | { error: string } {
  return reply instanceof RedisError ? { error: reply.message } : { result: plain(reply, base64) };
}

// "OK" is the only text that Upstash does not encode.
function plain(reply: Reply, base64: boolean): unknown {
  if (Array.isArray(reply)) return reply.map((item) => plain(item, base64));
  if (reply instanceof RedisError) return reply.message;
  if (!(reply instanceof Uint8Array)) return reply;
  const text = new TextDecoder().decode(reply);
  return base64 && text !== "OK" ? reply.toBase64() : text;
}
