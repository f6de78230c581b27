import { assertEquals, assertLess } from "@std/assert";
import type { PostId } from "../../../domain/ids.ts";
import { userTopic } from "../../../domain/events/topics.ts";
import type { Context } from "../../../context/mod.ts";
import { EventReader } from "../../helpers/realtime/event_reader.ts";
import { UNCHECKED } from "../../helpers/app/kv.ts";
import { startListening } from "../../helpers/app/listening.ts";
import type { Person } from "../../helpers/people/person.ts";

/** Opens a socket by hand, so that a test decides when bytes are read. */
async function connect(port: number, person: Person): Promise<Deno.TcpConn> {
  const conn = await Deno.connect({ hostname: "127.0.0.1", port });
  const lines = [
    "GET /api/v1/ws HTTP/1.1",
    "Host: localhost",
    `Authorization: Bearer ${person.accessToken}`,
    "Connection: Upgrade",
    "Upgrade: websocket",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
  ];
  await conn.write(new TextEncoder().encode(`${lines.join("\r\n")}\r\n\r\n`));
  return conn;
}

/** Sends a short text frame, masked with zeros as clients must. */
async function sendFrame(conn: Deno.TcpConn, frame: unknown): Promise<void> {
  const text = new TextEncoder().encode(JSON.stringify(frame));
  assertLess(text.length, 126);
  await conn.write(new Uint8Array([0x81, 0x80 | text.length, 0, 0, 0, 0, ...text]));
}

/** Reads the server's frames one by one: the opcode and the payload. */
async function* framesOf(conn: Deno.TcpConn): AsyncGenerator<{ op: number; payload: Uint8Array }> {
  let rest: Uint8Array = new Uint8Array();
  let isHead = true;
  for await (const chunk of conn.readable.values({ preventCancel: true })) {
    rest = concat(rest, chunk);
    if (isHead) {
      const end = new TextDecoder().decode(rest).indexOf("\r\n\r\n");
      if (end < 0) continue;
      rest = rest.slice(end + 4);
      isHead = false;
    }
    for (let frame = frameAt(rest); frame; frame = frameAt(rest)) {
      rest = rest.slice(frame.end);
      yield frame;
    }
  }
}

function concat(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

function frameAt(bytes: Uint8Array) {
  if (bytes.length < 2) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const short = bytes[1]!;
  const start = short < 126 ? 2 : short === 126 ? 4 : 10;
  if (bytes.length < start) return null;
  const length = short < 126
    ? short
    : short === 126
    ? view.getUint16(2)
    : Number(view.getBigUint64(2));
  const end = start + length;
  return bytes.length < end ? null : { op: bytes[0]! & 15, payload: bytes.slice(start, end), end };
}

/** Appends large entries to a user's log. */
async function fillLog({ actors }: Context, userId: string, entries: number): Promise<void> {
  const padding = "x".repeat(50_000);
  for (let n = 0; n < entries; n++) {
    const ref = { feed: "home", postId: `p${n}` as PostId, updatedAt: padding } as const;
    const entry = { id: `e${n}`, type: "feed.position", at: Date.now(), ref } as const;
    await actors.send({
      envelopes: [],
      log: [{ topic: userTopic(userId), entry }],
      checks: UNCHECKED,
    });
  }
}

/** Lets a minute pass for the connections, as fast as possible. */
async function passAMinute({ sockets }: Context): Promise<void> {
  const startedAt = Date.now();
  for (let second = 1; second <= 60 && sockets.size > 0; second++) {
    sockets.tick(startedAt + second * 1000);
    await turn();
  }
}

/** Lets the event loop turn once. */
const turn = () => new Promise<void>((resolve) => setTimeout(resolve, 5));

Deno.test("a client that does not read is held back, then cut with 4408, and can resume", async () => {
  await using listening = await startListening();
  const { app: { ctx, people }, server } = listening;
  const [ada] = await people("ada");
  using conn = await connect(server.port, ada);
  await sendFrame(conn, { op: "subscribe", ref: 1, topics: [{ topic: "user" }] });
  const frames = framesOf(conn);
  const texts: string[] = [];
  const read = async () => {
    const { op, payload } = (await frames.next()).value!;
    if (op === 1) texts.push(new TextDecoder().decode(payload));
    return op === 8 ? payload : null;
  };
  while (!texts.some((text) => JSON.parse(text).op === "ack")) await read();

  await fillLog(ctx, ada.id, 400);
  await passAMinute(ctx);
  assertEquals(ctx.sockets.size, 0, "it was cut");
  let end: Uint8Array | null = null;
  while (end === null) end = await read();
  assertEquals(new DataView(end.buffer).getUint16(0), 4408);
  const events = texts.map((text) => JSON.parse(text)).filter((frame) => frame.op === "event");
  assertLess(events.length, 400);

  await using live = await listening.open(ada);
  await live.subscribe({ topic: "user", cursor: events.at(-1).cursor });
  for (let n = events.length; n < 400; n++) {
    assertEquals((await live.next("feed.position")).event.data.postId, `p${n}`);
  }
});

Deno.test("an event stream that is not read is ended, and resumes from its last id", async () => {
  await using listening = await startListening();
  const { app: { ctx, people }, server } = listening;
  const [ada] = await people("ada");
  const options = { token: ada.accessToken, topics: "user" };
  await using slow = await EventReader.open(server, options);
  await fillLog(ctx, ada.id, 400);
  await passAMinute(ctx);
  assertEquals(ctx.sockets.size, 0, "it was cut");
  const read = await slow.rest();
  assertLess(read.length, 400);
  await using later = await EventReader.open(server, { ...options, lastId: slow.lastId });
  for (let n = read.length; n < 400; n++) {
    assertEquals((await later.next("feed.position")).data.event.data.postId, `p${n}`);
  }
});
