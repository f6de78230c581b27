import { assertEquals } from "@std/assert";
import { transact } from "../../../db/transact.ts";
import { newId, type SpaceId } from "../../../domain/ids.ts";
import { startApp, type TestApp } from "../../helpers/app/app.ts";
import {
  deleteSpace,
  insertSpace,
  joinSpace,
  leaveSpace,
} from "../../helpers/conversations/inserted.ts";
import { insertReadyMedia } from "../../helpers/media/media.ts";
import type { Person } from "../../helpers/people/person.ts";
import { block, captionsOf, routesOfPost } from "../../helpers/people/social.ts";
import { assertSameAnswer, errorCode, follow, ok, walkList } from "../../helpers/people/steps.ts";

async function publishIn(
  app: TestApp,
  author: Person,
  spaceId: SpaceId,
  post: Record<string, unknown> = {},
) {
  const mediaIds = [await insertReadyMedia(app.ctx.sql, author.id, "private")];
  return ok(await author.post("/posts", { mediaIds, spaceId, ...post }), 201).data;
}

Deno.test("a post of a space is for its members, on its list, in their feeds, and nowhere else", async () => {
  await using app = await startApp();
  const [ada, bob, cora] = await app.people("ada", "bob", "cora");
  const space = await insertSpace(app, "Harbour", [ada, bob]);
  await follow(app, cora, ada);
  const caption = "Canary #harbour";
  const { postId, ...view } = await publishIn(app, ada, space, { caption });
  await app.settled();
  assertEquals([view.spaceId, view.privacy, view.status], [space, "public", "published"]);
  assertEquals(view.media[0].status, "ready");
  for (const member of [ada, bob]) {
    assertEquals(ok(await member.get(`/posts/${postId}`), 200).data.privacy, "public");
    const paths = [`/spaces/${space}/posts`, `/posts?spaceId=${space}`, "/feed"]
      .concat([`/posts?spaceId=${space}&tag=harbour&author=@ada`, `/users/${ada.id}/posts`])
      .concat(["/search/posts?q=canary"]);
    for (const path of paths) assertEquals(await captionsOf(member, path), [caption], path);
  }
  assertEquals(await captionsOf(bob, `/posts?spaceId=${space}&author=@bob`), []);
  const open = ["/posts", "/posts?sort=popular", "/feed/public", "/explore", "/posts?tag=harbour"]
    .concat(["/tags/harbour/posts", "/posts?author=@ada"]);
  for (const path of open) {
    for (const one of [bob, cora]) assertEquals(await captionsOf(one, path), [], path);
  }
  for (const path of ["/feed", `/users/${ada.id}/posts`, "/search/posts?q=canary"]) {
    assertEquals(await captionsOf(cora, path), [], path);
  }
  for (const [method, path, body] of routesOfPost(postId)) {
    assertSameAnswer(
      await cora.send(method, path, body),
      await cora.send(method, path.replace(postId, newId()), body),
    );
  }
  assertEquals((await app.fetch(`/api/v1/posts/${postId}`)).status, 404);
  assertEquals((await app.fetch(`/api/v1/posts?spaceId=${space}`)).status, 401);
});

Deno.test("leaving, being blocked and the end of a space hide its posts at once, also from cached feeds", async () => {
  await using app = await startApp();
  const [ada, bob, cora] = await app.people("ada", "bob", "cora");
  const space = await insertSpace(app, "Harbour", [ada, bob]);
  const { postId } = await publishIn(app, ada, space, { caption: "First" });
  const feeds = async (person: Person) => [
    await captionsOf(person),
    ok(await person.get(`/search/posts?q=first`), 200).data.posts.length,
    (await person.get(`/posts/${postId}`)).status,
  ];
  const [seen, unseen] = [[["First"], 1, 200], [[], 0, 404]];
  assertEquals(await feeds(bob), seen);
  assertEquals(await feeds(cora), unseen);
  await joinSpace(app, space, cora);
  assertEquals(await feeds(cora), seen);
  await block(app, ada, cora);
  assertEquals(await feeds(cora), unseen);
  await leaveSpace(app, space, bob);
  assertEquals(await feeds(bob), unseen);
  assertEquals(errorCode(await bob.get(`/spaces/${space}/posts`), 404), "not_found");
  await joinSpace(app, space, bob);
  assertEquals(await feeds(bob), seen);
  await deleteSpace(app, space);
  for (const person of [ada, bob, cora]) {
    assertEquals(await feeds(person), unseen);
    assertSameAnswer(
      await person.get(`/spaces/${space}/posts`),
      await person.get(`/spaces/${newId()}/posts`),
    );
  }
});

Deno.test("only members post into a space, for all of its members", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const space = await insertSpace(app, "Harbour", [ada]);
  const open = await insertSpace(app, "Market", [ada], { isPublic: true });
  const picture = async (person: Person) => [await insertReadyMedia(app.ctx.sql, person.id)];
  const hidden = await bob.post("/posts", { mediaIds: await picture(bob), spaceId: space });
  assertSameAnswer(
    hidden,
    await bob.post("/posts", { mediaIds: await picture(bob), spaceId: newId() }),
  );
  assertEquals(errorCode(hidden, 404), "not_found");
  const refused = await bob.post("/posts", { mediaIds: await picture(bob), spaceId: open });
  assertEquals(errorCode(refused, 403), "forbidden");
  assertEquals(errorCode(await bob.get(`/spaces/${open}/posts`), 403), "forbidden");
  assertEquals(errorCode(await bob.get(`/posts?spaceId=${open}`), 403), "forbidden");
  for (const privacy of ["followers", "close_friends", "private"]) {
    const body = { mediaIds: await picture(ada), spaceId: space, privacy };
    assertEquals(errorCode(await ada.post("/posts", body), 422), "unprocessable", privacy);
  }
  const { postId } = await publishIn(app, ada, space, { privacy: "public" });
  ok(await ada.patch(`/posts/${postId}`, { privacy: "public" }), 200);
  const narrowed = await ada.patch(`/posts/${postId}`, { privacy: "followers" });
  assertEquals(errorCode(narrowed, 422), "unprocessable");
  await deleteSpace(app, space);
  const late = await ada.post("/posts", { mediaIds: await picture(ada), spaceId: space });
  assertEquals(errorCode(late, 404), "not_found");
  const popular = await ada.get(`/posts?spaceId=${open}&sort=popular`);
  assertEquals(errorCode(popular, 400), "validation_failed");
});

Deno.test("nobody takes a post out of its space: no grant, link, repost, pin, and no reply elsewhere", async () => {
  await using app = await startApp();
  const [ada, bob, cora] = await app.people("ada", "bob", "cora");
  const space = await insertSpace(app, "Harbour", [ada, bob]);
  const other = await insertSpace(app, "Market", [ada, bob]);
  const { postId } = await publishIn(app, ada, space, { caption: "Parent" });
  const grant = await ada.put(`/posts/${postId}/grants/${cora.id}`);
  assertEquals(errorCode(grant, 422), "unprocessable");
  assertEquals(errorCode(await ada.post(`/posts/${postId}/share-links`), 422), "unprocessable");
  assertEquals(errorCode(await bob.post(`/posts/${postId}/repost`), 403), "forbidden");
  const board = ok(await bob.post("/boards", { name: "Boats" }), 201).data.boardId;
  const pin = await bob.put(`/boards/${board}/pins/${postId}`);
  assertEquals(errorCode(pin, 422), "unprocessable");
  const reply = { caption: "Reply", parentPostId: postId };
  const elsewhere = await bob.post("/posts", { ...reply, spaceId: other });
  assertEquals(errorCode(elsewhere, 422), "unprocessable");
  const { data } = ok(await bob.post("/posts", reply), 201);
  assertEquals(data.spaceId, space);
  assertEquals(await captionsOf(ada, `/posts/${postId}/replies`), ["Reply"]);
  assertEquals((await cora.get(`/posts/${data.postId}`)).status, 404);
  assertEquals(await captionsOf(ada, `/spaces/${space}/posts`), ["Parent"]);
});

Deno.test("a post that waits for its time or its pictures does not enter a space that its author has left", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const space = await insertSpace(app, "Harbour", [ada, bob]);
  const publishAt = new Date(Date.now() + 3_600_000).toISOString();
  const planned = await publishIn(app, bob, space, { publishAt });
  const deleted = await publishIn(app, bob, space, { caption: "Deleted" });
  ok(await bob.delete(`/posts/${deleted.postId}`), 204);
  const kept = await publishIn(app, bob, space, { caption: "Kept" });
  await leaveSpace(app, space, bob);
  const { publishDuePost } = await import("../../../db/posts/schedules.ts");
  await app.ctx.sql`update posts set publish_at = now() where id = ${planned.postId}`;
  await transact(app.ctx.db, (tx) => publishDuePost(tx, planned.postId));
  assertEquals(errorCode(await bob.post(`/posts/${deleted.postId}/restore`), 404), "not_found");
  assertEquals(await captionsOf(ada, `/spaces/${space}/posts`), ["Kept"]);
  // A post stays after its author leaves, who can always delete it.
  assertEquals((await bob.get(`/posts/${kept.postId}`)).status, 404);
  assertEquals((await ada.delete(`/posts/${kept.postId}`)).status, 403);
  ok(await bob.delete(`/posts/${kept.postId}`), 204);
  assertEquals(await captionsOf(ada, `/spaces/${space}/posts`), []);
});

Deno.test("home feeds have the posts of all joined spaces once, in order, page by page", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const spaces = await Promise.all(
    ["A", "B", "C"].map((name) => insertSpace(app, name, [ada, bob])),
  );
  await follow(app, bob, ada);
  const wanted: string[] = [];
  for (let n = 0; n < 9; n++) {
    const caption = `post ${n}`;
    if (n % 4 === 3) await publishOpen(caption);
    else await publishIn(app, ada, spaces[n % 3]!, { caption });
    wanted.unshift(caption);
  }
  await app.settled();
  const walked = await walkList(bob, "/feed", "posts", 2);
  assertEquals(walked.map(({ caption }) => caption), wanted);
  app.ctx.cache.clear();
  assertEquals(await captionsOf(bob), wanted);

  async function publishOpen(caption: string) {
    const mediaIds = [await insertReadyMedia(app.ctx.sql, ada.id)];
    ok(await ada.post("/posts", { mediaIds, caption }), 201);
  }
});

Deno.test("likes and comments of a post of a space are for members, and its picture stays private", async () => {
  await using app = await startApp();
  const [ada, bob, cora] = await app.people("ada", "bob", "cora");
  const space = await insertSpace(app, "Harbour", [ada, bob]);
  const { postId, media } = await publishIn(app, ada, space);
  ok(await bob.post(`/posts/${postId}/like`), 200);
  ok(await bob.post(`/posts/${postId}/comments`, { content: "Ahoy" }), 201);
  assertEquals(errorCode(await cora.post(`/posts/${postId}/like`), 404), "not_found");
  await app.settled();
  const { mediaId } = media[0];
  const [{ placement }] = await app.ctx.sql<[{ placement: string }]>`
    select wanted_placement as placement from media where id = ${mediaId}`;
  assertEquals(placement, "private");
  assertEquals((await bob.get(`/media/${mediaId}`)).status, 200);
  assertEquals((await cora.get(`/media/${mediaId}`)).status, 404);
  await leaveSpace(app, space, bob);
  assertEquals((await bob.get(`/media/${mediaId}`)).status, 404);
});
