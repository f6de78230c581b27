import { assert, assertEquals } from "@std/assert";
import { LANES } from "../../../domain/events/lanes.ts";
import { ALL_PARTS } from "../../../domain/events/parts.ts";
import { openMemoryKv } from "../../helpers/app/kv.ts";
import { openOutbox } from "../../helpers/app/outbox.ts";
import { onceShared, openInstance } from "../../helpers/cluster/members.ts";

Deno.test("the only instance has all parts at once, and instances that come get theirs", async () => {
  await using outbox = await openOutbox(4);
  using store = await openMemoryKv();
  await using one = await openInstance(outbox.sql, store.kv);
  for (const lane of LANES) assertEquals(one.membership.parts(lane, 0), ALL_PARTS);
  assert(!one.membership.hasOthers);
  await using two = await openInstance(outbox.sql, store.kv);
  await onceShared(outbox.sql, one.membership, two.membership);
  {
    await using three = await openInstance(outbox.sql, store.kv);
    await onceShared(outbox.sql, one.membership, two.membership, three.membership);
  }
  // It ended in order, so nobody waits for its lease.
  await onceShared(outbox.sql, one.membership, two.membership);
});

Deno.test("an event wakes the instances that deliver it, and only those", async () => {
  await using outbox = await openOutbox(4);
  using store = await openMemoryKv();
  await using one = await openInstance(outbox.sql, store.kv);
  await using two = await openInstance(outbox.sql, store.kv);
  await onceShared(outbox.sql, one.membership, two.membership);
  // Each is poked when the other has taken its parts, and learns which.
  const parts = two.membership.parts("main", 0);
  do {
    two.woken.length = 0;
    one.membership.wake("main", parts, { isUrgent: true });
    await outbox.sql`select`;
  } while (two.woken.length === 0);
  one.woken.length = two.woken.length = 0;
  one.membership.wake("main", one.membership.parts("main", 0), { isUrgent: true });
  assertEquals([one.woken, two.woken], [["main"], []]);
  one.membership.wake("main", parts, { isUrgent: true });
  while (two.woken.length === 0) await outbox.sql`select`;
  assertEquals(one.woken, ["main"]);
});

Deno.test("an instance that the others thought dead comes back under another name", async () => {
  await using outbox = await openOutbox(4);
  const { sql } = outbox;
  using store = await openMemoryKv();
  await using one = await openInstance(sql, store.kv);
  const before = one.membership.id;
  await sql`update instances set leased_until = now() - interval '1 minute'`;
  await using two = await openInstance(sql, store.kv);
  assertEquals(two.membership.parts("main", 0), ALL_PARTS);
  one.membership.lost();
  while (one.membership.id === before) await outbox.sql`select`;
  await onceShared(outbox.sql, one.membership, two.membership);
});

Deno.test("an instance that cannot reach KV does not renew its lease, and gets its parts back later", async () => {
  await using outbox = await openOutbox(4);
  const { sql } = outbox;
  using store = await openMemoryKv();
  let hasAsked = Promise.withResolvers<void>();
  let isCut = false;
  const isCutOff = () => (hasAsked.resolve(), Promise.resolve(isCut));
  await using one = await openInstance(sql, store.kv, { isCutOff });
  const lease = async () =>
    (await sql<{ end: Date }[]>`
      select leased_until as end from instances where id = ${one.membership.id}`)[0]!.end;
  /** Resolves when its next renewal has ended, because another one has begun. */
  const renewed = async () => {
    for (let renewals = 0; renewals < 2; renewals++) {
      hasAsked = Promise.withResolvers();
      one.membership.lost();
      await hasAsked.promise;
    }
  };
  const before = await lease();
  isCut = true;
  await renewed();
  assertEquals(await lease(), before);
  isCut = false;
  await renewed();
  assert(await lease() > before);

  isCut = true;
  await renewed();
  await sql`update instances set leased_until = now() - interval '1 second'`;
  await using two = await openInstance(sql, store.kv);
  assertEquals(two.membership.parts("main", 0), ALL_PARTS);
  const { id } = one.membership;
  isCut = false;
  one.membership.lost();
  while (one.membership.id === id) await sql`select`;
  await onceShared(sql, one.membership, two.membership);
});

Deno.test("a program that has the database for itself takes over at once what was left", async () => {
  await using outbox = await openOutbox(4);
  const { sql } = outbox;
  using store = await openMemoryKv();
  const killed = await openInstance(sql, store.kv);
  await using next = await openInstance(sql, store.kv, { isAlone: true });
  for (const lane of LANES) assertEquals(next.membership.parts(lane, 0), ALL_PARTS);
  await killed[Symbol.asyncDispose]();
});
