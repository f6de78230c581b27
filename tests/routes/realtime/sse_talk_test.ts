import { assertEquals, assertRejects } from "@std/assert";
import { startListening } from "../../helpers/app/listening.ts";
import {
  makeGroup,
  makeRoom,
  makeSpace,
  removeFrom,
  say,
} from "../../helpers/conversations/talk.ts";
import { ok } from "../../helpers/people/steps.ts";
import { EventReader } from "../../helpers/realtime/event_reader.ts";

Deno.test("a stream carries conversations and spaces, resumes each, and ends with the right to one", async () => {
  await using listening = await startListening();
  const { app, server } = listening;
  const [ada, bob, eve] = await app.people("ada", "bob", "eve");
  const group = await makeGroup(app, ada, bob);
  const space = await makeSpace(app, ada, bob);
  const room = await makeRoom(app, space);
  const [heardGroup, heardSpace] = [`conversation:${group}`, `space:${space}`];
  const topics = [heardGroup, heardSpace, `conversation:${room}`].join();
  const token = bob.accessToken;
  const read = async (reader: EventReader) => {
    const { data } = await reader.next("message.created");
    return [data.topic, data.event.data.body];
  };
  const first = await EventReader.open(server, { token, topics });
  await say(ada, group, "one");
  assertEquals(await read(first), [heardGroup, "one"]);
  await say(ada, room, "two");
  const both = [await read(first), await read(first)].sort();
  assertEquals(both, [[`conversation:${room}`, "two"], [heardSpace, "two"]]);
  await first[Symbol.asyncDispose]();

  // Missed events come after the last id, on each topic once.
  await say(ada, group, "three");
  await say(ada, room, "four");
  await app.settled();
  await using second = await EventReader.open(server, { token, topics, lastId: first.lastId });
  const missed = [await read(second), await read(second), await read(second)].sort();
  assertEquals(
    missed,
    [
      [heardGroup, "three"],
      [`conversation:${room}`, "four"],
      [heardSpace, "four"],
    ].sort(),
  );
  ok(await bob.post(`/conversations/${group}/read`, { seq: 2 }), 200);
  assertEquals((await second.next("read.updated")).data.event.data.seq, 2);

  await removeFrom(app, group, bob);
  const { data } = await second.next("unsubscribed");
  assertEquals([data.error.code, data.error.details.topic], ["not_found", heardGroup]);
  await say(ada, room, "five");
  assertEquals((await read(second))[1], "five");
  for (const person of [bob, eve]) {
    const opening = EventReader.open(server, { token: person.accessToken, topics: heardGroup });
    await assertRejects(() => opening, Error, "404");
  }
});

Deno.test("the stream of a person has all talk without naming it", async () => {
  await using listening = await startListening();
  const { app, server } = listening;
  const [ada, bob] = await app.people("ada", "bob");
  const group = await makeGroup(app, ada, bob);
  const token = bob.accessToken;
  const first = await EventReader.open(server, { token, topics: "user" });
  const sent = await say(ada, group, "one");
  const { data } = await first.next("message.created");
  assertEquals([data.topic, data.event.data], ["user", sent]);
  await first[Symbol.asyncDispose]();
  await say(ada, group, "two");
  const later = await makeGroup(app, ada, bob);
  await say(ada, later, "three");
  await app.settled();
  await using second = await EventReader.open(server, {
    token,
    topics: "user",
    lastId: first.lastId,
  });
  const bodies = [];
  while (bodies.length < 2) {
    const { body } = (await second.next("message.created")).data.event.data;
    if (body !== "one") bodies.push(body);
  }
  assertEquals(bodies, ["two", "three"]);
});
