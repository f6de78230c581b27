import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import type { ConversationId } from "../../../domain/ids.ts";
import { invalidationsOf, type RecordedEvent } from "../../../domain/events/events.ts";
import { invalidationsText, parseInvalidations } from "../../../domain/events/invalidations.ts";
import { partsOf } from "../../../domain/events/parts.ts";
import { WriterId } from "../../../domain/events/writer_id.ts";
import type { NewMessage, Outcome } from "../../../db/messages/new.ts";
import { sendMessages } from "../../../db/messages/send.ts";
import type { SqlPool } from "../../../db/sql.ts";
import { startApp } from "../../helpers/app/app.ts";
import {
  addPeople,
  makeDm,
  makeGroup,
  makeRoom,
  makeSpace,
} from "../../helpers/conversations/talk.ts";
import { assertInOrder, messageOf, openWriters } from "../../helpers/conversations/writers.ts";

const seqOf = (outcome: Outcome) => outcome.verdict === "allowed" ? outcome.stored.seq : null;

Deno.test("a refused message fails alone, and takes no number", async () => {
  await using app = await startApp();
  const [ada, bob, cyd] = await addPeople(app, 3);
  const id = await makeGroup(app, ada!, bob!);
  const { writers: [writer] } = openWriters(app, 1);
  const gone = crypto.randomUUID() as NewMessage["parentId"];
  const outcomes = await Promise.all([
    writer!.write(messageOf(id, ada!.id, "1")),
    writer!.write(messageOf(id, cyd!.id, "2")),
    writer!.write(messageOf(id, bob!.id, "3", { parentId: gone })),
    writer!.write(messageOf(id, bob!.id, "4")),
    writer!.write(messageOf("not an id" as ConversationId, bob!.id, "5")).catch(() => "failed"),
    writer!.write(messageOf(id, ada!.id, "6")),
  ]);
  const seqs = outcomes.map((one) => typeof one === "string" ? one : seqOf(one) ?? one.verdict);
  assertEquals(seqs, [1, "missing", "parent", 2, "failed", 3]);
  assertEquals(await assertInOrder(app), 3);
});

Deno.test("events name what they outdate and whom they concern, like those of transactions", async () => {
  await using app = await startApp();
  const [ada, bob, cyd] = await addPeople(app, 3);
  const dm = await makeDm(app, ada!, bob!, { isRequest: true });
  const group = await makeGroup(app, ada!, bob!, cyd!);
  const room = await makeRoom(app, await makeSpace(app, ada!, bob!, cyd!));
  const { sql } = app.ctx;
  await sql`delete from invalidations`;
  const events: RecordedEvent[] = [];
  const rows: { id: string; lane: string; parts: string }[] = [];
  await sql.begin(async (tx) => {
    await sendMessages({
      sql: tx as unknown as SqlPool,
      writerId: new WriterId(),
      committed: (recorded) => events.push(...recorded),
      wake() {},
      outcomeUnknown() {},
    }, [
      // Bob answers a request with the first message.
      messageOf(dm, bob!.id, "1"),
      messageOf(group, ada!.id, "2", { names: ["person_2", "person_3", "nobody"] }),
      messageOf(room, cyd!.id, "3"),
      messageOf(group, cyd!.id, "4"),
    ]);
    // Nobody delivers them before the commit.
    rows.push(...await tx<typeof rows>`select id, lane, parts::text from outbox`);
  });
  assertEquals(events.map(({ event }) => event.type), [
    "conversation.created",
    "messages.created",
    "conversation.settings_changed",
  ]);
  for (const { id, event } of events) {
    const { lane, parts } = rows.find((row) => row.id === id)!;
    assertEquals(lane, "talk:parts");
    const needed = partsOf(id, event);
    assertEquals(BigInt(parts) & needed, needed, event.type);
  }
  const [told] = await sql<{ entries: string }[]>`select entries from invalidations`;
  const needed = parseInvalidations(
    invalidationsText(events.flatMap(({ event }) => invalidationsOf(event))),
  )!;
  for (const { cache, id } of needed) assert(told!.entries.includes(`${cache}:${id}`), cache);
  const created = events[1]!.event;
  assert(created.type === "messages.created");
  const mentioned = created.of.flatMap(({ messages }) => messages)
    .flatMap(({ mentionedIds = [] }) => mentionedIds);
  assertEquals(mentioned.toSorted(), [bob!.id, cyd!.id].toSorted());
});

Deno.test("any messages of anybody, in any batches, keep numbers without gaps and times in order", async () => {
  await using app = await startApp();
  const people = await addPeople(app, 6);
  const strangers = people.slice(4);
  const places = [
    await makeGroup(app, ...people.slice(0, 4)),
    await makeDm(app, people[0]!, people[1]!),
    await makeRoom(app, await makeSpace(app, ...people.slice(0, 3))),
  ];
  const { writers } = openWriters(app, 3);
  const send = fc.record({
    place: fc.nat(places.length - 1),
    sender: fc.nat(people.length - 1),
    writer: fc.nat(2),
    clientId: fc.nat(40),
  });
  let stored = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(send, { minLength: 1, maxLength: 60 }), async (sends) => {
      const outcomes = await Promise.all(
        sends.map(async ({ place, sender, writer, clientId }) => {
          const from = people[sender]!;
          const message = messageOf(places[place]!, from.id, `${place} ${clientId}`);
          const { verdict } = await writers[writer]!.write(message);
          if (strangers.includes(from)) assertEquals(verdict, "missing");
          return verdict;
        }),
      );
      stored += outcomes.filter((verdict) => verdict === "allowed").length;
      assertEquals(await assertInOrder(app), stored);
    }),
    { numRuns: 25 },
  );
});
