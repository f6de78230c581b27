import { assertEquals } from "@std/assert";
import { setSuspended } from "../../../db/moderation/suspension.ts";
import { transact } from "../../../db/transact.ts";
import { startApp, type TestApp } from "../../helpers/app/app.ts";
import {
  assertSameAnswer,
  errorCode,
  follow,
  ok,
  publish,
  walkList,
} from "../../helpers/people/steps.ts";
import { insertReadyMedia } from "../../helpers/media/media.ts";
import type { Person } from "../../helpers/people/person.ts";
import { assertNeedToken, captionsOf } from "../../helpers/people/social.ts";

/** Publishes three posts to a follower's feed; tests change the middle one and look everywhere. */
async function threePosts(app: TestApp) {
  const [ada, bob, cora] = await app.people("ada", "bob", "cora");
  await follow(app, bob, ada);
  assertEquals(await captionsOf(bob), []);
  await publish(app, ada, { caption: "one" });
  const { postId } = await publish(app, ada, { caption: "two #lake" });
  await publish(app, ada, { caption: "three" });
  ok(await bob.post(`/posts/${postId}/like`), 200);
  ok(await cora.post(`/posts/${postId}/comments`, { content: "Nice" }), 201);
  await app.settled();
  // From here on, her own posts are rows of her feed.
  ok(await ada.post("/feed/refresh"), 202);
  const listsOf = async (person: Person) => [
    person.name === "cora" ? await captionsOf(person, "/feed/public") : await captionsOf(person),
    await captionsOf(person, "/users/@ada/posts"),
  ];
  const assertLists = async (expected: string[], people = [ada, bob, cora]) => {
    for (const person of people) {
      assertEquals(await listsOf(person), [expected, expected], person.name);
    }
  };
  const placement = async () => {
    const [media] = await app.ctx.sql<{ wantedPlacement: string }[]>`
      select wanted_placement from media m join post_media pm on pm.media_id = m.id
      where pm.post_id = ${postId}`;
    return media!.wantedPlacement;
  };
  return { ada, bob, cora, postId, path: `/posts/${postId}`, assertLists, placement };
}

Deno.test("an archived post is visible only to its author, and returns to its old place with everything", async () => {
  await using app = await startApp();
  const { ada, bob, cora, path, assertLists, placement, postId } = await threePosts(app);
  const missing = await bob.get(`/posts/${crypto.randomUUID()}`);
  assertEquals(errorCode(await bob.post(`${path}/archive`), 403), "forbidden");
  const archived = ok(await ada.post(`${path}/archive`), 200).data;
  assertEquals([archived.status, archived.likesCount, archived.commentsCount], ["archived", 1, 1]);
  await app.settled();
  assertEquals(await placement(), "private");
  await assertLists(["three", "one"]);
  for (const part of ["", "/likes", "/comments", "/history", "/replies"]) {
    assertSameAnswer(await bob.get(path + part), missing);
    ok(await ada.get(path + part), 200);
  }
  assertSameAnswer(await cora.post(`${path}/archive`), missing);
  assertEquals(ok(await cora.get("/users/@ada"), 200).data.postsCount, 2);
  assertEquals(ok(await ada.post(`${path}/archive`), 200).data.status, "archived");
  assertEquals((await walkList(ada, "/users/me/archived", "posts")).length, 1);
  // A feed that is assembled in the meantime does not have it.
  ok(await bob.post("/feed/refresh"), 202);

  assertEquals(ok(await ada.post(`${path}/publish`), 200).data.status, "published");
  await app.settled();
  await assertLists(["three", "two #lake", "one"]);
  const back = ok(await bob.get(path), 200).data;
  assertEquals([back.likesCount, back.commentsCount, back.isLiked], [1, 1, true]);
  assertEquals(await placement(), "public");
  assertEquals(ok(await cora.get("/users/@ada"), 200).data.postsCount, 3);
  assertEquals((await walkList(bob, "/notifications", "notifications")).length, 0);
  await assertNeedToken(app, [["POST", `/posts/${postId}/archive`]]);
});

Deno.test("a deleted post is restored whole, by its author and within 30 days", async () => {
  await using app = await startApp();
  const { ada, bob, path, assertLists, placement, postId } = await threePosts(app);
  const { sql } = app.ctx;
  const missing = await bob.get(`/posts/${crypto.randomUUID()}`);
  assertEquals(errorCode(await ada.post(`${path}/restore`), 409), "conflict");
  assertEquals(errorCode(await bob.post(`${path}/restore`), 403), "forbidden");
  ok(await ada.delete(path), 204);
  assertSameAnswer(await bob.post(`${path}/restore`), missing);
  assertEquals(
    errorCode(await ada.post(`/posts/${crypto.randomUUID()}/restore`), 404),
    "not_found",
  );
  await app.settled();
  await assertLists(["three", "one"]);

  const restored = ok(await ada.post(`${path}/restore`), 200).data;
  assertEquals([restored.status, restored.likesCount, restored.commentsCount], ["published", 1, 1]);
  await app.settled();
  await assertLists(["three", "two #lake", "one"]);
  assertEquals(await placement(), "public");
  assertEquals(ok(await bob.get("/users/@ada"), 200).data.postsCount, 3);
  assertEquals(await walkList(ada, "/users/me/deleted", "posts"), []);

  ok(await ada.delete(path), 204);
  await sql`update posts set deleted_at = now() - interval '31 days' where id = ${postId}`;
  assertEquals(errorCode(await ada.post(`${path}/restore`), 410), "gone");
  assertSameAnswer(await bob.post(`${path}/restore`), missing);
  assertEquals(await walkList(ada, "/users/me/deleted", "posts"), []);
  await assertNeedToken(app, [["POST", `${path}/restore`]]);
});

Deno.test("an unpublished post is restored as a draft, and never without its pictures", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const { sql } = app.ctx;
  const publishAt = new Date(Date.now() + 60_000).toISOString();
  const mediaIds = [await insertReadyMedia(sql, ada.id)];
  const scheduled = ok(await ada.post("/posts", { mediaIds, publishAt }), 201).data;
  ok(await ada.delete(`/posts/${scheduled.postId}`), 204);
  const back = ok(await ada.post(`/posts/${scheduled.postId}/restore`), 200).data;
  assertEquals([back.status, back.publishAt, back.media.length], ["draft", null, 1]);

  const { postId, media } = await publish(app, ada);
  ok(await ada.delete(`/posts/${postId}`), 204);
  ok(await ada.delete(`/media/${media[0].mediaId}`), 204);
  assertEquals(errorCode(await ada.post(`/posts/${postId}/restore`), 422), "unprocessable");
});

Deno.test("a taken-down post stays down, whatever its author does to it", async () => {
  await using app = await startApp();
  const [ada, bob, mona] = await app.people("ada", "bob", "mona");
  const { sql } = app.ctx;
  await sql`update users set roles = '{user,moderator}' where id = ${mona.id}`;
  app.ctx.cache.clear();
  const { postId } = await publish(app, ada);
  ok(await mona.post(`/moderation/posts/${postId}/takedown`, { reason: "Spam" }), 200);
  const countOf = async () => ok(await bob.get("/users/@ada"), 200).data.postsCount;
  for (const change of ["archive", "publish"]) {
    ok(await ada.post(`/posts/${postId}/${change}`), 200);
    assertEquals(await countOf(), 0);
  }
  ok(await ada.delete(`/posts/${postId}`), 204);
  ok(await ada.post(`/posts/${postId}/restore`), 200);
  await app.settled();
  assertEquals(await countOf(), 0);
  assertEquals(errorCode(await bob.get(`/posts/${postId}`), 404), "not_found");
  await transact(app.ctx.db, (tx) => setSuspended(tx, ada.id, true));
  assertEquals(errorCode(await ada.post(`/posts/${postId}/archive`), 403), "account_suspended");
});
