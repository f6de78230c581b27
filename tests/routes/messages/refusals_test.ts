import { assertEquals } from "@std/assert";
import { newId } from "../../../domain/ids.ts";
import { setSuspended } from "../../../db/moderation/suspension.ts";
import { transact } from "../../../db/transact.ts";
import { startApp } from "../../helpers/app/app.ts";
import {
  makeDm,
  makeGroup,
  makeRoom,
  makeSpace,
  removeFrom,
  say,
} from "../../helpers/conversations/talk.ts";
import { assertSameAnswer, errorCode, ok } from "../../helpers/people/steps.ts";
import type { Person } from "../../helpers/people/person.ts";

const missingPath = () => `/conversations/${crypto.randomUUID()}/messages`;
const reasonOf = (answer: Awaited<ReturnType<Person["post"]>>) => {
  assertEquals(errorCode(answer, 403), "forbidden");
  return answer.body.error.details.reason;
};

Deno.test("a conversation is missing for everybody who is not in it", async () => {
  await using app = await startApp();
  const [ada, bob, cyd] = await app.people("ada", "bob", "cyd");
  const message = { clientId: "c", body: "Hello" };
  const missing = await cyd.post(missingPath(), message);
  assertEquals(errorCode(missing, 404), "not_found");
  const missingPage = await cyd.get(missingPath());
  const missingMessage = await cyd.get(`/messages/${crypto.randomUUID()}`);
  const space = await makeSpace(app, ada, bob);
  const places = [await makeDm(app, ada, bob), await makeGroup(app, ada, bob, cyd)];
  await removeFrom(app, places[1]!, cyd);
  for (const id of [...places, await makeRoom(app, space)]) {
    const { messageId } = await say(ada, id, "Hidden");
    assertSameAnswer(await cyd.post(`/conversations/${id}/messages`, message), missing);
    assertSameAnswer(await cyd.get(`/conversations/${id}/messages`), missingPage);
    assertSameAnswer(await cyd.get(`/messages/${messageId}`), missingMessage);
  }
  // A block hides the DM from both.
  ok(await bob.post(`/users/${ada.id}/block`), 200);
  for (const person of [ada, bob]) {
    const answer = await person.post(`/conversations/${places[0]}/messages`, message);
    assertSameAnswer(answer, missing);
  }
  ok(await bob.delete(`/users/${ada.id}/block`), 200);
  await say(ada, places[0]!, "Back");
});

Deno.test("in a room the role decides who writes, and who knows that it exists", async () => {
  await using app = await startApp();
  const [ada, bob, cyd] = await app.people("ada", "bob", "cyd");
  const space = await makeSpace(app, ada, bob, cyd);
  const news = await makeRoom(app, space, { name: "news", postRole: "moderator" });
  const staff = await makeRoom(app, space, { name: "staff", viewRole: "moderator" });
  const message = { clientId: "c", body: "Hello" };
  for (const id of [news, staff]) {
    await say(ada, id, "From the owner");
    await say(bob, id, "From a moderator");
  }
  assertEquals(reasonOf(await cyd.post(`/conversations/${news}/messages`, message)), "role");
  assertEquals(ok(await cyd.get(`/conversations/${news}/messages`), 200).data.messages.length, 2);
  const hidden = await cyd.post(`/conversations/${staff}/messages`, message);
  assertSameAnswer(hidden, await cyd.post(missingPath(), message));
  // A deleted space takes its rooms along.
  await transact(app.ctx.db, async (tx) => {
    await tx.sql`update spaces set deleted_at = now() where id = ${space}`;
    tx.record({ type: "space.deleted", spaceId: space });
  });
  const gone = await ada.post(`/conversations/${news}/messages`, message);
  assertSameAnswer(gone, await ada.post(missingPath(), message));
});

Deno.test("nobody writes to an account that is gone, or to somebody who wants nothing from them", async () => {
  await using app = await startApp();
  const [ada, bob, cyd] = await app.people("ada", "bob", "cyd");
  const id = await makeDm(app, ada, bob);
  const message = (n: number) => ({ clientId: `c${n}`, body: "Hello" });
  await transact(app.ctx.db, (tx) => setSuspended(tx, bob.id, true));
  assertEquals(reasonOf(await ada.post(`/conversations/${id}/messages`, message(1))), "gone");
  await transact(app.ctx.db, (tx) => setSuspended(tx, bob.id, false));
  ok(await ada.post(`/conversations/${id}/messages`, message(1)), 201);

  const request = await makeDm(app, ada, cyd, { isRequest: true });
  const path = `/conversations/${request}/messages`;
  ok(await ada.post(path, message(2)), 201);
  const choose = async (choice: string) => {
    await app.ctx.sql`update users set messages_from = ${choice} where id = ${cyd.id}`;
  };
  for (const choice of ["following", "mutual", "nobody"]) {
    await choose(choice);
    assertEquals(reasonOf(await ada.post(path, message(3))), "not_accepted", choice);
  }
  // To follow by the API would also accept the request.
  const follows = async (follower: Person, followee: Person) => {
    await app.ctx.sql`
      insert into follows (id, follower_id, followee_id)
      values (${newId()}, ${follower.id}, ${followee.id})`;
  };
  await follows(cyd, ada);
  assertEquals(reasonOf(await ada.post(path, message(3))), "not_accepted");
  await choose("mutual");
  assertEquals(reasonOf(await ada.post(path, message(3))), "not_accepted");
  await choose("following");
  ok(await ada.post(path, message(3)), 201);
  await follows(ada, cyd);
  await choose("mutual");
  ok(await ada.post(path, message(4)), 201);
  // An answer accepts, whatever was wanted before.
  await choose("nobody");
  ok(await cyd.post(path, message(5)), 201);
  ok(await ada.post(path, message(6)), 201);
  const [row] = await app.ctx.sql<{ status: string }[]>`
    select status from conversation_members
    where conversation_id = ${request} and user_id = ${cyd.id}`;
  assertEquals(row!.status, "accepted");
  const invitations = await app.ctx.cache.memberships.get(cyd.id);
  assertEquals(invitations!.conversations.get(request)!.status, "accepted");
});

Deno.test("plain text is refused in an encrypted conversation", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const id = await makeGroup(app, ada, bob);
  await app.ctx.sql`update conversations set encryption = 'mls' where id = ${id}`;
  const message = { clientId: "c", body: "Hello" };
  assertEquals(reasonOf(await ada.post(`/conversations/${id}/messages`, message)), "encrypted");
});
