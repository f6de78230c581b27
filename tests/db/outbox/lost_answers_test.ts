import { assertEquals, assertRejects } from "@std/assert";
import { outboxBacklog } from "../../../db/outbox/rows.ts";
import { openForgetful } from "../../helpers/cluster/forgetful_pool.ts";
import { countOf, idsOf, insertNew, openAlone, openStream } from "../../helpers/app/outbox.ts";

Deno.test("a batch is delivered once although the answer to a transaction of it is lost", async () => {
  await using outbox = await openAlone(2);
  const { sql, own } = outbox;
  const pool = openForgetful(sql);
  const delivered: string[] = [];
  const stream = openStream(pool.sql, own, delivered);
  assertEquals(countOf(await stream.deliverSome()), "empty");
  const events = await insertNew(sql, 3);
  for (const text of ["insert into prepared_batches", "delete from prepared_batches"]) {
    pool.loseNext(text);
    await assertRejects(() => stream.deliverSome(), Error, "connection was lost");
    assertEquals(pool.isLosing, false);
  }
  assertEquals(countOf(await stream.deliverSome()), 1);
  assertEquals(countOf(await stream.deliverSome()), "empty");
  assertEquals(delivered, idsOf(events));
  assertEquals((await outboxBacklog(sql)).events, 0);
});
