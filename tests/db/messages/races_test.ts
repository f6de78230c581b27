import { assert, assertEquals } from "@std/assert";
import type { Outcome } from "../../../db/messages/new.ts";
import { startApp } from "../../helpers/app/app.ts";
import {
  addPeople,
  makeGroup,
  makeRoom,
  makeSpace,
  removeFrom,
} from "../../helpers/conversations/talk.ts";
import { assertInOrder, messageOf, openWriters } from "../../helpers/conversations/writers.ts";
import { somebodyWaits } from "../../helpers/sql/waiting.ts";

const seqOf = (outcome: Outcome) => outcome.verdict === "allowed" ? outcome.stored.seq : null;

Deno.test("200 senders at once on two instances get the numbers 1 to 200, each once", async () => {
  await using app = await startApp();
  const people = await addPeople(app, 200);
  const id = await makeGroup(app, ...people);
  const { writers, events } = openWriters(app, 2);
  const outcomes = await Promise.all(
    people.map((person, n) => writers[n % 2]!.write(messageOf(id, person.id, "hello"))),
  );
  const seqs = outcomes.map(seqOf).toSorted((a, b) => a! - b!);
  assertEquals(seqs, people.map((_, n) => n + 1));
  assertEquals(await assertInOrder(app), 200);
  const told = events.flatMap(({ event }) => event.type === "messages.created" ? event.of : [])
    .flatMap(({ messages }) => messages.map(({ seq }) => seq));
  assertEquals(told.toSorted((a, b) => a - b), seqs);
});

Deno.test("a message that is sent 20 times at once on two instances is stored once", async () => {
  await using app = await startApp();
  const [ada, bob, cyd] = await addPeople(app, 3);
  const id = await makeGroup(app, ada!, bob!, cyd!);
  const { writers } = openWriters(app, 2);
  for (let round = 0; round < 10; round++) {
    const outcomes = await Promise.all(Array.from({ length: 20 }, async (_, n) => {
      // Others in the same batches must not notice.
      const other = writers[n % 2]!.write(messageOf(id, bob!.id, `${round} ${n}`));
      const outcome = await writers[n % 2]!.write(messageOf(id, ada!.id, `${round}`));
      assert(seqOf(await other));
      return outcome;
    }));
    const first = outcomes.filter(({ verdict }) => verdict === "allowed");
    assertEquals(first.length, 1);
    const ids = outcomes.map((outcome) =>
      outcome.verdict === "allowed"
        ? outcome.stored.id
        : outcome.verdict === "repeated"
        ? outcome.id
        : null
    );
    assertEquals(new Set(ids).size, 1);
  }
  assertEquals(await assertInOrder(app), 210);
});

Deno.test("nothing is accepted from somebody after their removal, however many messages flow", async () => {
  await using app = await startApp();
  const people = await addPeople(app, 12);
  const [owner, ...others] = people;
  const { writers } = openWriters(app, 2);
  for (let round = 0; round < 20; round++) {
    const id = await makeGroup(app, ...people);
    const leaving = others[round % others.length]!;
    let lastSeq = Infinity;
    const sending = Array.from({ length: 8 }, async (_, n) => {
      const from = n % 2 ? leaving : owner!;
      const outcomes: Outcome[] = [];
      for (let lap = 0; lap < 4; lap++) {
        outcomes.push(await writers[n % 2]!.write(messageOf(id, from.id, `${id} ${n} ${lap}`)));
      }
      return outcomes;
    });
    const removing = removeFrom(app, id, leaving).then((seq) => lastSeq = seq);
    const [, ...sent] = await Promise.all([removing, ...sending]);
    const late = await app.ctx.sql`
      select from messages
      where conversation_id = ${id} and sender_id = ${leaving.id} and seq > ${lastSeq}`;
    assertEquals(late.length, 0);
    const verdicts = new Set(sent.flat().map(({ verdict }) => verdict));
    assert([...verdicts].every((verdict) => verdict === "allowed" || verdict === "missing"));
    const after = await writers[0]!.write(messageOf(id, leaving.id, `${id} after`));
    assertEquals(after, { verdict: "missing" });
  }
  await assertInOrder(app);
});

Deno.test("nothing is accepted in a room after its sender left the space", async () => {
  await using app = await startApp();
  const [ada, bob] = await addPeople(app, 2);
  const space = await makeSpace(app, ada!, bob!);
  const room = await makeRoom(app, space);
  const { writers: [writer] } = openWriters(app, 1);
  const leaving = app.ctx.sql.begin(async (sql) => {
    await sql`select from spaces where id = ${space} for no key update`;
    await sql`delete from space_members where space_id = ${space} and user_id = ${bob!.id}`;
    // The statement of the message waits for this transaction, which holds the member's row.
    const sending = writer!.write(messageOf(room, bob!.id, "late"));
    await somebodyWaits(app.ctx.sql);
    return { sending };
  });
  const { sending } = await leaving;
  assertEquals(await sending, { verdict: "missing" });
  assertEquals((await writer!.write(messageOf(room, ada!.id, "mine"))).verdict, "allowed");
});
