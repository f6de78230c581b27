import { assertEquals } from "@std/assert";
import { startApp } from "../../helpers/app/app.ts";
import {
  assertSameAnswer,
  errorCode,
  follow,
  ok,
  publish,
  walkList,
} from "../../helpers/people/steps.ts";
import { insertReadyMedia } from "../../helpers/media/media.ts";
import { assertNeedToken } from "../../helpers/people/social.ts";

const inAMinute = () => new Date(Date.now() + 60_000).toISOString();

Deno.test("a draft may lack everything and is visible only to its author until publication", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  await follow(app, bob, ada);
  const draft = ok(await ada.post("/posts", { draft: true }), 201).data;
  assertEquals([draft.status, draft.publishAt, draft.media], ["draft", null, []]);
  const path = `/posts/${draft.postId}`;
  const missing = await bob.get(`/posts/${crypto.randomUUID()}`);
  assertSameAnswer(await bob.get(path), missing);
  assertSameAnswer(await bob.post(`${path}/publish`), missing);
  assertEquals(errorCode(await ada.post(`${path}/publish`), 422), "unprocessable");
  assertEquals(errorCode(await ada.post(`${path}/archive`), 409), "conflict");

  const mediaId = await insertReadyMedia(app.ctx.sql, ada.id);
  const written = ok(await ada.patch(path, { mediaIds: [mediaId], caption: "For @bob" }), 200).data;
  assertEquals([written.status, written.editedAt], ["draft", null]);
  assertEquals((await walkList(ada, "/users/me/drafts", "posts")).length, 1);
  assertEquals(await walkList(ada, "/users/me/posts", "posts"), []);
  assertEquals(await walkList(ada, "/feed", "posts"), []);
  await app.settled();
  assertEquals(await walkList(bob, "/notifications", "notifications"), []);

  const published = ok(await ada.post(`${path}/publish`), 200).data;
  assertEquals(published.status, "published");
  assertEquals(published.publishAt, undefined);
  await app.settled();
  assertEquals((await walkList(bob, "/feed", "posts")).map((post) => post.postId), [draft.postId]);
  const [item, ...more] = await walkList(bob, "/notifications", "notifications");
  assertEquals([item.type, item.postId, more.length], ["mention", draft.postId, 0]);
  assertEquals(await walkList(ada, "/users/me/drafts", "posts"), []);
  assertEquals(ok(await ada.get("/users/me"), 200).data.postsCount, 1);
  assertEquals(errorCode(await ada.post(`${path}/publish`), 409), "conflict");
  assertEquals(errorCode(await bob.post(`${path}/publish`), 403), "forbidden");
  // Changes before the publication are no history.
  assertEquals(await walkList(bob, `${path}/history`, "versions"), []);
  await assertNeedToken(app, [
    ["POST", `${path}/publish`],
    ["GET", "/users/me/drafts"],
  ]);
});

Deno.test("a draft whose picture is in processing is published whole when it is ready", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const { sql } = app.ctx;
  const mediaId = await insertReadyMedia(sql, ada.id);
  const setStatus = (status: string) =>
    sql`update media set status = ${status} where id = ${mediaId}`;
  await setStatus("pending");
  const { postId } = ok(await ada.post("/posts", { draft: true, mediaIds: [mediaId] }), 201).data;
  assertEquals(errorCode(await ada.post(`/posts/${postId}/publish`), 422), "unprocessable");
  await setStatus("processing");
  const sent = ok(await ada.post(`/posts/${postId}/publish`), 200).data;
  assertEquals(sent.status, "processing");
  assertEquals(errorCode(await ada.post(`/posts/${postId}/publish`), 409), "conflict");
  // Its author does not wait, and publishes the post without the picture.
  const other = await insertReadyMedia(sql, ada.id);
  const { data } = ok(await ada.patch(`/posts/${postId}`, { mediaIds: [other] }), 200);
  assertEquals(data.status, "published");
  assertEquals(ok(await ada.get(`/posts/${postId}`), 200).data.status, "published");
});

Deno.test("scheduling needs a future time, and can be changed and undone", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const mediaIds = [await insertReadyMedia(app.ctx.sql, ada.id)];
  const wakeUps: string[] = [];
  using _ = app.ctx.wakeUps.listen((work, at) => {
    if (work === "scheduled_posts") wakeUps.push(at!.toISOString());
  });
  const publishAt = inAMinute();
  const { data } = ok(await ada.post("/posts", { mediaIds, publishAt }), 201);
  assertEquals([data.status, data.publishAt], ["scheduled", publishAt]);
  const path = `/posts/${data.postId}`;
  assertEquals(errorCode(await bob.get(path), 404), "not_found");
  for (const wrong of [new Date(0), new Date(Date.now() + 400 * 86_400_000)]) {
    const body = { publishAt: wrong.toISOString() };
    const refused = await ada.post("/posts", { mediaIds, ...body });
    assertEquals(errorCode(refused, 400), "validation_failed");
    assertEquals(refused.body.error.details[0].path, "publishAt");
    assertEquals(errorCode(await ada.patch(path, body), 400), "validation_failed");
  }
  const later = inAMinute();
  assertEquals(ok(await ada.patch(path, { publishAt: later }), 200).data.publishAt, later);
  assertEquals(wakeUps, [publishAt, later]);
  // A scheduled post cannot lose what its publication needs.
  assertEquals(errorCode(await ada.patch(path, { mediaIds: [] }), 422), "unprocessable");
  const draft = ok(await ada.patch(path, { publishAt: null }), 200).data;
  assertEquals([draft.status, draft.publishAt], ["draft", null]);
  const empty = ok(await ada.post("/posts", { draft: true, caption: "Words" }), 201).data;
  assertEquals(
    errorCode(await ada.patch(`/posts/${empty.postId}`, { publishAt: later }), 422),
    "unprocessable",
  );
  // An earlier publication by the author causes no notification.
  ok(await ada.patch(path, { publishAt: later }), 200);
  assertEquals(ok(await ada.post(`${path}/publish`), 200).data.status, "published");
  await app.settled();
  assertEquals(await walkList(ada, "/notifications", "notifications"), []);
  assertEquals(errorCode(await ada.patch(path, { publishAt: later }), 409), "conflict");
});

Deno.test("drafts, archived and deleted posts are listed newest first, each on a page once", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const { sql } = app.ctx;
  const make = async (caption: string, post = {}) =>
    ok(
      await ada.post("/posts", {
        mediaIds: [await insertReadyMedia(sql, ada.id)],
        caption,
        ...post,
      }),
      201,
    ).data.postId as string;
  const drafts: string[] = [];
  for (const n of [0, 1, 2, 3, 4]) {
    drafts.unshift(await make(`${n}`, n % 2 ? { draft: true } : { publishAt: inAMinute() }));
  }
  const [archived, deleted] = [await make("archived"), await make("deleted")];
  ok(await ada.post(`/posts/${archived}/archive`), 200);
  ok(await ada.delete(`/posts/${deleted}`), 204);
  const idsIn = async (path: string) =>
    (await walkList(ada, path, "posts", 2)).map((post) => post.postId);
  assertEquals(await idsIn("/users/me/drafts"), drafts);
  assertEquals(await idsIn("/users/me/archived"), [archived]);
  const [gone, ...more] = await walkList(ada, "/users/me/deleted", "posts");
  assertEquals([gone.postId, more.length], [deleted, 0]);
  const days = (Date.parse(gone.erasedAfter) - Date.parse(gone.deletedAt)) / 86_400_000;
  assertEquals(days, 30);
  for (const list of ["drafts", "archived", "deleted"]) {
    assertEquals(await walkList(bob, `/users/me/${list}`, "posts"), []);
    await assertNeedToken(app, [["GET", `/users/me/${list}`]]);
    const cursor = ok(await ada.get("/users/me/drafts?limit=2"), 200).data.pagination.nextCursor;
    const path = `/users/me/${list}?cursor=${cursor}`;
    assertEquals(errorCode(await bob.get(path), 400), "invalid_cursor");
  }
  // A walk continues from its place, whatever is written and deleted meanwhile.
  const first = ok(await ada.get("/users/me/drafts?limit=2"), 200).data;
  await make("later", { draft: true });
  ok(await ada.delete(`/posts/${drafts[3]}`), 204);
  const { nextCursor } = first.pagination;
  const rest = ok(await ada.get(`/users/me/drafts?limit=50&cursor=${nextCursor}`), 200).data;
  assertEquals(
    [...first.posts, ...rest.posts].map((post) => post.postId),
    drafts.filter((id) => id !== drafts[3]),
  );
});

Deno.test("an author's actions on a draft show when it is published", async () => {
  await using app = await startApp({ env: { PHOTO_ONLY: "false" } });
  const [ada] = await app.people("ada");
  const other = await publish(app, ada);
  const { postId } = ok(await ada.post("/posts", { caption: "Soon", draft: true }), 201).data;
  ok(await ada.post(`/posts/${postId}/like`), 200);
  ok(await ada.send("PUT", `/posts/${postId}/save`), 200);
  // Her viewer states are read again, before the post is published.
  ok(await ada.get(`/posts/${other.postId}`), 200);
  await app.ctx.sql`select pg_sleep(0.01)`;
  ok(await ada.post(`/posts/${postId}/publish`), 200);
  await app.settled();
  const inFeed = ok(await ada.get("/feed"), 200).data.posts[0];
  const alone = ok(await ada.get(`/posts/${postId}`), 200).data;
  for (const post of [inFeed, alone]) {
    assertEquals([post.postId, post.isLiked, post.isSaved], [postId, true, true]);
  }
});
