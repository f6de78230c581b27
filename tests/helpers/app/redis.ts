import { Buffer } from "node:buffer";

/** A command and its arguments. */
export type Command = string[];

/** A reply of Redis; texts are bytes. */
export type Reply = Uint8Array | number | null | RedisError | Reply[];

/** A reply that reports an error. It is a value, because other commands may have succeeded. */
export class RedisError extends Error {
  override readonly name = "RedisError";
}

/** One connection to a Redis server, for tests. */
export interface RedisConnection extends AsyncDisposable {
  /** Sends the commands in one piece and returns the replies in the same order. */
  send(commands: Command[]): Promise<Reply[]>;
}

interface Waiting {
  resolve(reply: Reply): void;
  reject(error: unknown): void;
}

/** Connects to `redis://[user:password@]host[:port][/database]`. */
export async function openRedis(url: string): Promise<RedisConnection> {
  const { hostname, port, username, password, pathname } = new URL(url);
  const connection = await Deno.connect({ hostname, port: Number(port || 6379) });
  const waiting: Waiting[] = [];
  let written = Promise.resolve();
  const send = (commands: Command[]): Promise<Reply[]> => {
    const replies = commands.map(() => {
      const { promise, resolve, reject } = Promise.withResolvers<Reply>();
      waiting.push({ resolve, reject });
      return promise;
    });
    const bytes = Buffer.concat(commands.map(encode));
    written = written.then(() => writeAll(connection, bytes));
    return Promise.all([written, ...replies]).then(([, ...answered]) => answered);
  };
  const reading = readReplies(connection, waiting).catch((error) => {
    for (const { reject } of waiting.splice(0)) reject(error);
  });
  const greeting: Command[] = [];
  if (password) {
    const user = username ? [decodeURIComponent(username)] : [];
    greeting.push(["AUTH", ...user, decodeURIComponent(password)]);
  }
  if (pathname.length > 1) greeting.push(["SELECT", pathname.slice(1)]);
  const refusal = (await send(greeting)).find((reply) => reply instanceof RedisError);
  if (refusal) {
    connection.close();
    throw refusal;
  }
  return {
    send,
    async [Symbol.asyncDispose]() {
      // Redis ends the connection in turn: no read is cut off.
      await connection.closeWrite().catch(() => {});
      await reading;
      connection.close();
    },
  };
}

function encode(command: Command): Buffer {
  const parts = command.map((part) => `$${Buffer.byteLength(part)}\r\n${part}\r\n`);
  return Buffer.from(`*${command.length}\r\n${parts.join("")}`);
}

async function writeAll(connection: Deno.Conn, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += await connection.write(bytes.subarray(at));
}

async function readReplies(connection: Deno.Conn, waiting: Waiting[]): Promise<void> {
  const chunk = new Uint8Array(64 * 1024);
  let buffer = Buffer.alloc(0);
  for (;;) {
    const read = await connection.read(chunk);
    if (read === null) throw new Error("Redis closed the connection");
    buffer = Buffer.concat([buffer, chunk.subarray(0, read)]);
    for (let parsed = parse(buffer, 0); parsed; parsed = parse(buffer, 0)) {
      buffer = buffer.subarray(parsed.end);
      waiting.shift()!.resolve(parsed.reply);
    }
  }
}

// Null until the whole reply has arrived.
function parse(buffer: Buffer, start: number): { reply: Reply; end: number } | null {
  const lineEnd = buffer.indexOf("\r\n", start);
  if (lineEnd < 0) return null;
  const line = buffer.subarray(start + 1, lineEnd);
  const end = lineEnd + 2;
  switch (String.fromCharCode(buffer[start]!)) {
    case "+":
      return { reply: line, end };
    case "-":
      return { reply: new RedisError(line.toString()), end };
    case ":":
      return { reply: Number(line), end };
    case "$": {
      const length = Number(line);
      if (length < 0) return { reply: null, end };
      if (buffer.length < end + length + 2) return null;
      return { reply: buffer.subarray(end, end + length), end: end + length + 2 };
    }
    case "*":
      return parseArray(buffer, end, Number(line));
    default:
      throw new Error("Redis sent something that is not RESP2");
  }
}

function parseArray(
  buffer: Buffer,
  start: number,
  length: number,
): { reply: Reply; end: number } | null {
  if (length < 0) return { reply: null, end: start };
  const reply: Reply[] = [];
  let end = start;
  while (reply.length < length) {
    const item = parse(buffer, end);
    if (!item) return null;
    reply.push(item.reply);
    end = item.end;
  }
  return { reply, end };
}
