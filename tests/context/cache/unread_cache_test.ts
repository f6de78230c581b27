import { assertEquals } from "@std/assert";
import { UnreadCache } from "../../../context/cache/unread_cache.ts";
import { newId, type UserId } from "../../../domain/ids.ts";

const BYTES = 1_000_000;
const [reader, ada, bob, cyd] = Array.from({ length: 4 }, () => newId<"user">()) as [
  UserId,
  UserId,
  UserId,
  UserId,
];
const [first, second] = [newId<"conversation">(), newId<"conversation">()];
const basis = { headRev: 3, lastSeq: 5, afterSeq: 1, hidden: new Set<UserId>() };
const counted = { unreadCount: 2, mentionsCount: 0, firstId: newId<"message">() };

/** Returns a cache with numbers of two conversations: in one Ada has written, in the other Bob. */
function filled({ senderIds = [ada] as UserId[] | null, until = null as number | null } = {}) {
  const cache = new UnreadCache(BYTES);
  cache.set(reader, [
    { id: first, unread: { ...counted, until, senderIds }, basis },
    { id: second, unread: { ...counted, until: null, senderIds: [bob] }, basis },
  ], cache.now());
  return cache;
}

/** Returns which of the two conversations have numbers in memory. */
function known(cache: UnreadCache, now: Partial<typeof basis> = {}): boolean[] {
  return [first, second].map((id) => cache.get(reader, id, { ...basis, ...now }) !== undefined);
}

Deno.test("a person who changes outdates only the numbers of talk in which they have written", () => {
  const cache = filled();
  cache.changed(cyd);
  assertEquals(known(cache), [true, true]);
  cache.changed(ada);
  assertEquals(known(cache), [false, true]);
  cache.clear();
  assertEquals(known(cache), [false, false]);
});

Deno.test("a block outdates only the numbers of talk in which the blocked person has written", () => {
  assertEquals(known(filled(), { hidden: new Set([cyd]) }), [true, true]);
  const cache = filled();
  assertEquals(known(cache, { hidden: new Set([ada]) }), [false, true]);
  assertEquals(known(cache, { hidden: new Set([ada, bob]) }), [false, false]);
});

Deno.test("numbers of talk with too many senders to name are outdated by anybody", () => {
  const cache = filled({ senderIds: null });
  assertEquals(known(cache), [true, true]);
  assertEquals(known(cache, { hidden: new Set([cyd]) }), [false, true]);
  cache.changed(cyd);
  assertEquals(known(cache), [false, true]);
});

Deno.test("numbers end with the first message that runs out, and with another place or head", () => {
  const later = Date.now() + 60_000;
  const cache = filled({ until: later });
  assertEquals(cache.endOf(reader, [first, second]), later);
  assertEquals(known(cache), [true, true]);
  assertEquals(known(cache, { headRev: 4 }), [false, false]);
  assertEquals(known(cache, { afterSeq: 2 }), [false, false]);
  assertEquals(known(filled({ until: Date.now() })), [false, true]);
});
