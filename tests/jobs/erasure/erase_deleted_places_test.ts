import { assertEquals, assertNotEquals } from "@std/assert";
import { eraseDeletedPlaces } from "../../../jobs/erasure/erase_deleted_places.ts";
import { deleteAbandonedUploads } from "../../../jobs/media/delete_abandoned_uploads.ts";
import { deleteStaleObjects } from "../../../jobs/media/delete_stale_objects.ts";
import { startApp } from "../../helpers/app/app.ts";
import { makeGroup, makeRoom, makeSpace, say } from "../../helpers/conversations/talk.ts";
import { aJpeg, objectsUnder, upload } from "../../helpers/media/uploads.ts";
import { enter } from "../../helpers/people/spaces.ts";
import { ok, publish } from "../../helpers/people/steps.ts";

const { signal } = new AbortController();

Deno.test("groups and spaces deleted 30 days ago are erased with all that is in them", async () => {
  await using app = await startApp();
  const { sql } = app.ctx;
  const [ada, bob] = await app.people("ada", "bob");
  const [old, young] = [await makeGroup(app, ada, bob), await makeGroup(app, ada, bob)];
  const space = await makeSpace(app, ada, bob);
  const room = await makeRoom(app, space);
  for (const id of [old, young, room]) {
    const mediaIds = [await upload(app, ada, await aJpeg(30, 20), { purpose: "message" })];
    const { messageId } = await say(ada, id, "Hello @bob", { mediaIds });
    ok(await bob.put(`/messages/${messageId}/reactions/🔥`), 200);
    await say(bob, id, "Bye", { parentId: messageId });
  }
  await sql`
    insert into conversation_states (user_id, conversation_id) values (${bob.id}, ${room})`;
  const { postId } = await publish(app, ada);
  await sql`update posts set space_id = ${space} where id = ${postId}`;
  await app.settled();
  await sql`
    update conversations set deleted_at = now() - interval '31 days' where id = ${old}`;
  await sql`update conversations set deleted_at = now() where id = ${young}`;
  await sql`update spaces set deleted_at = now() - interval '31 days' where id = ${space}`;

  const erased = await eraseDeletedPlaces.run(app.ctx, signal);
  assertEquals(erased, { spaces: 1, conversations: 1, failed: 0 });
  const again = await eraseDeletedPlaces.run(app.ctx, signal);
  assertEquals(again, { spaces: 0, conversations: 0, failed: 0 });
  const left = await sql<{ id: string }[]>`select id from conversations`;
  assertEquals(left.map(({ id }) => id), [young]);
  assertEquals((await sql`select from messages where conversation_id <> ${young}`).count, 0);
  for (const table of ["spaces", "space_members", "posts", "conversation_states"]) {
    assertEquals((await sql`select from ${sql(table)}`).count, 0, table);
  }
  for (const table of ["message_media", "message_reactions", "message_mentions"]) {
    assertEquals((await sql`select from ${sql(table)}`).count, 1, table);
  }
  assertEquals(ok(await ada.get("/users/me"), 200).data.postsCount, 0);
  await app.settled();
  await deleteStaleObjects.run(app.ctx, signal);
  const named = await sql<{ key: string }[]>`
    select v ->> 'key' as key from media, jsonb_array_elements(variants) as v`;
  const stored = await objectsUnder(app, "private/");
  const isPrivate = (key: string) => key.startsWith("private/");
  assertEquals(stored.sort(), named.map(({ key }) => key).filter(isPrivate).sort());
});

Deno.test("of an erased space no picture is left in storage: of posts, drafts, replies, or itself", async () => {
  await using app = await startApp();
  const { sql } = app.ctx;
  const [ada, bob] = await app.people("ada", "bob");
  const picture = () => aJpeg(30, 20).then((bytes) => upload(app, ada, bytes));
  const avatarMediaId = await picture();
  const space = ok(await ada.post("/spaces", { name: "Lakes", avatarMediaId }), 201).data.spaceId;
  await enter(ada, space, bob);
  const publishIn = async (post: Record<string, unknown>) => {
    const body = { spaceId: space, mediaIds: [await picture()], ...post };
    return ok(await ada.post("/posts", body), 201).data.postId;
  };
  const published = await publishIn({});
  await publishIn({ draft: true });
  await publishIn({ parentPostId: published });
  const deleted = await publishIn({});
  ok(await ada.delete(`/posts/${deleted}`), 204);
  await app.settled();
  const [{ mediaId: kept }] = (await publish(app, ada)).media;
  assertNotEquals(await objectsUnder(app, ""), []);

  ok(await ada.delete(`/spaces/${space}`), 204);
  await sql`update spaces set deleted_at = now() - interval '31 days' where id = ${space}`;
  assertEquals(await eraseDeletedPlaces.run(app.ctx, signal), {
    spaces: 1,
    conversations: 0,
    failed: 0,
  });
  // The picture of the space may be used for something else, so it gets a day.
  await sql`
    update media set created_at = now() - interval '2 days' where id = ${avatarMediaId}`;
  assertEquals(await deleteAbandonedUploads.run(app.ctx, signal), { deleted: 1 });
  assertEquals([...await sql`select id from media`], [{ id: kept }]);
  await app.settled();
  // The upload of a picture may still arrive, and is deleted once more when its address has ended.
  for (let time = 0; time < 2; time++) {
    await sql`update storage_deletions set due_at = now()`;
    await deleteStaleObjects.run(app.ctx, signal);
  }
  assertEquals(await objectsUnder(app, ""), []);
});
