import { assertEquals } from "@std/assert";
import { indexMissedMessages } from "../../../jobs/messages/index_missed.ts";
import { listParkedEvents, retryParkedEvents } from "../../../db/outbox/failed_events.ts";
import { startApp, type TestApp } from "../../helpers/app/app.ts";
import { makeDm, say } from "../../helpers/conversations/talk.ts";
import type { Person } from "../../helpers/people/person.ts";
import { ok } from "../../helpers/people/steps.ts";

const { signal } = new AbortController();

const found = async (person: Person, word: string) =>
  ok(await person.get(`/search/messages?q=${word}`), 200).data.messages
    .map(({ body }: { body: string }) => body);

/** Runs the job as if this many minutes had passed. */
async function runLater({ ctx }: TestApp, minutes: number): Promise<Record<string, number>> {
  const { now } = Date;
  Date.now = () => now() + minutes * 60_000;
  try {
    return await indexMissedMessages.run(ctx, signal);
  } finally {
    Date.now = now;
  }
}

/** Lets Postgres refuse to index messages with this text. */
async function refuse({ ctx: { sql } }: TestApp, body: string): Promise<void> {
  await sql.unsafe(`
    create function refuse() returns trigger language plpgsql as
    $$ begin
      if exists (select from messages where id = new.message_id and body = '${body}') then
        raise exception 'not this one';
      end if;
      return new;
    end $$;
    create trigger refuse before insert on message_search
    for each row execute function refuse()`);
}

Deno.test("a message whose event was parked is found after some minutes, even if the event is gone", async () => {
  await using app = await startApp();
  const { sql, relay, log } = app.ctx;
  Object.assign(log, { error() {} });
  const [ada, bob] = await app.people("ada", "bob");
  const id = await makeDm(app, ada, bob);
  await say(ada, id, "Swans before");
  await app.settled();
  await refuse(app, "Swans lost");
  await say(ada, id, "Swans lost");
  await relay.idle();
  await say(bob, id, "Swans after");
  await relay.idle();
  assertEquals((await listParkedEvents(sql, 9)).map(({ type }) => type), ["messages.created"]);
  assertEquals(await found(bob, "swans"), ["Swans after", "Swans before"]);
  await sql`drop function refuse cascade`;
  await sql`delete from failed_events`;

  assertEquals(await runLater(app, 0), { indexed: 0, failed: 0 });
  assertEquals(await found(bob, "swans"), ["Swans after", "Swans before"]);
  assertEquals(await runLater(app, 11), { indexed: 1, failed: 0 });
  assertEquals(await found(bob, "swans"), ["Swans after", "Swans lost", "Swans before"]);
  assertEquals(await runLater(app, 22), { indexed: 0, failed: 0 });
});

Deno.test("a message that cannot be indexed stops no other one, and is looked at once", async () => {
  await using app = await startApp();
  const { sql, relay, log } = app.ctx;
  Object.assign(log, { error() {} });
  const [ada, bob] = await app.people("ada", "bob");
  const id = await makeDm(app, ada, bob);
  await app.settled();
  await refuse(app, "Swans lost");
  for (const body of ["Swans one", "Swans lost", "Swans two"]) await say(ada, id, body);
  const deleted = await say(ada, id, "Swans deleted");
  await relay.idle();
  ok(await ada.delete(`/messages/${deleted.messageId}`), 204);
  await sql`delete from message_search`;
  assertEquals(await runLater(app, 11), { indexed: 2, failed: 1 });
  assertEquals(await runLater(app, 11), { indexed: 0, failed: 0 });
  assertEquals(await found(bob, "swans"), ["Swans two", "Swans one"]);
  // The event is still there for somebody who mends the cause.
  await sql`drop function refuse cascade`;
  await retryParkedEvents(sql, null);
  await app.settled();
  assertEquals(await found(bob, "swans"), ["Swans two", "Swans lost", "Swans one"]);
});
