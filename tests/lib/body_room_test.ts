import { assertEquals, assertThrows } from "@std/assert";
import { BodyRoom } from "../../lib/body_room.ts";
import { AppError } from "../../lib/errors.ts";

const KIB = 1024;

function refusal(run: () => unknown): string {
  return assertThrows(run, AppError).code;
}

Deno.test("bodies of one asker take no more than their room, and those of all no more than all of it", () => {
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

Deno.test("2,048 requests that only begin a body fit into 128 MiB, and where askers have no bound all do", () => {
  const room = new BodyRoom({ bytesMax: 128 * 1024 * KIB, perAskerMax: null });
  for (let n = 0; n < 2048; n++) room.enter("192.0.2.1");
  assertEquals(refusal(() => room.enter("192.0.2.2")), "unavailable");
});
