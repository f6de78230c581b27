import { assertEquals, assertThrows } from "@std/assert";
import { BodyRoom } from "../../../lib/http/body_room.ts";
import { AppError } from "../../../lib/errors.ts";

const KIB = 1024;

function refusal(run: () => unknown): string {
  return assertThrows(run, AppError).code;
}

Deno.test("bodies of one asker stay within their room, and those of all within the whole room", () => {
  const room = new BodyRoom({ bytesMax: 1024 * KIB, perAskerMax: 256 * KIB });
  const [one, other] = [room.enter("ada"), room.enter("ada")];
  one.reserve(192 * KIB);
  assertEquals(room.taken, 256 * KIB);
  assertEquals(refusal(() => other.reserve(65 * KIB)), "rate_limited");
  assertEquals(refusal(() => room.enter("ada")), "rate_limited");
  for (const name of ["bob", "cora", "dan"]) room.enter(name).reserve(256 * KIB);
  assertEquals(refusal(() => room.enter("eve")), "unavailable");
  assertEquals(room.taken, 1024 * KIB);
});

Deno.test("a place is given back once, whatever was refused before", () => {
  const room = new BodyRoom({ bytesMax: 1024 * KIB, perAskerMax: 128 * KIB });
  const [one, other] = [room.enter("ada"), room.enter("ada")];
  assertEquals(refusal(() => one.reserve(512 * KIB)), "rate_limited");
  one[Symbol.dispose]();
  one[Symbol.dispose]();
  assertEquals(room.taken, 64 * KIB);
  other.reserve(128 * KIB);
  other.reserve(70 * KIB);
  assertEquals(room.taken, 128 * KIB);
  other[Symbol.dispose]();
  assertEquals(room.taken, 0);
});

Deno.test("2,048 requests that only begin a body fit into 128 MiB, even from one asker without a bound", () => {
  const room = new BodyRoom({ bytesMax: 128 * 1024 * KIB, perAskerMax: null });
  for (let n = 0; n < 2048; n++) room.enter("192.0.2.1");
  assertEquals(refusal(() => room.enter("192.0.2.2")), "unavailable");
});

Deno.test("when there is no room, the slowest body makes some, and complete ones stay", () => {
  let now = 0;
  const room = new BodyRoom({ bytesMax: 1024 * KIB, perAskerMax: 512 * KIB }, () => now);
  const [whole, slow, slower] = [room.enter("ada"), room.enter("bob"), room.enter("cora")];
  for (const place of [whole, slow, slower]) place.reserve(320 * KIB);
  whole.fill();
  now = 4000;
  const young = room.enter("dan");
  assertEquals(refusal(() => young.reserve(320 * KIB)), "unavailable");
  now = 6000;
  young.reserve(320 * KIB);
  const ended = [whole, slow, slower, young].map((place) => place.ended.aborted);
  assertEquals(ended, [false, true, false, false]);
  assertEquals(room.taken, 3 * 320 * KIB);
  assertEquals(refusal(() => slow.reserve(1)), "unavailable");
  assertEquals(refusal(() => slow.fill()), "unavailable");
  for (const place of [whole, slow, slower, young]) place[Symbol.dispose]();
  assertEquals(room.taken, 0);
});

Deno.test("the slowest body holds no room when it grows beyond the whole room", () => {
  let now = 0;
  const room = new BodyRoom({ bytesMax: 256 * KIB, perAskerMax: null }, () => now);
  const [slow, quick] = [room.enter("ada"), room.enter("bob")];
  now = 6000;
  assertEquals(refusal(() => slow.reserve(224 * KIB)), "unavailable");
  assertEquals([slow.ended.aborted, quick.ended.aborted, room.taken], [true, false, 64 * KIB]);
  slow[Symbol.dispose]();
  assertEquals(room.taken, 64 * KIB);
});
