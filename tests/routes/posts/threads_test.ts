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
import type { Person } from "../../helpers/people/person.ts";
import { block, captionsOf } from "../../helpers/people/social.ts";

/** Feeds accept posts without pictures as well. */
const ENV = { PHOTO_ONLY: "false" };

const reply = async (author: Person, parentPostId: string, caption: string, post = {}) =>
  ok(await author.post("/posts", { caption, parentPostId, ...post }), 201).data;

Deno.test("a reply is a post of words or pictures to a visible post, and notifies its author", async () => {
  await using app = await startApp({ env: ENV });
  const [ada, bob, cora, dan] = await app.people("ada", "bob", "cora", "dan");
  await follow(app, cora, bob);
  const { postId } = await publish(app, ada, { caption: "Lake" });
  const secret = await publish(app, ada, { caption: "Mine", privacy: "private" });
  const refused = { caption: "Hidden", parentPostId: secret.postId };
  const missing = { caption: "Missing", parentPostId: crypto.randomUUID() };
  assertSameAnswer(await bob.post("/posts", refused), await bob.post("/posts", missing));
  assertEquals(errorCode(await bob.post("/posts", missing), 404), "not_found");
  assertEquals(
    errorCode(await bob.post("/posts", { parentPostId: postId, caption: " " }), 422),
    "unprocessable",
  );
  const one = await reply(bob, postId, "Which one? @ada");
  assertEquals([one.status, one.parentPostId, one.media], ["published", postId, []]);
  await reply(dan, one.postId, "That one");
  await reply(ada, postId, "The big one");
  await app.settled();
  assertEquals(await captionsOf(cora, `/posts/${postId}/replies`), [
    "Which one? @ada",
    "The big one",
  ]);
  assertEquals(await captionsOf(cora), ["Which one? @ada"]);
  const notificationsOf = async (person: Person) =>
    (await walkList(person, "/notifications", "notifications"))
      .filter((one) => one.type !== "follow")
      .map((one) => [one.type, one.actors[0].username, one.postId]);
  assertEquals(await notificationsOf(ada), [["reply", "bob", one.postId]]);
  assertEquals((await notificationsOf(bob)).map(([type, by]) => [type, by]), [["reply", "dan"]]);
  // The deletion of the reply retracts the notification.
  ok(await bob.delete(`/posts/${one.postId}`), 204);
  await app.settled();
  assertEquals(await notificationsOf(ada), []);
  ok(await ada.post(`/users/${dan.id}/mute`), 200);
  await reply(dan, postId, "Unheard");
  await app.settled();
  assertEquals(await notificationsOf(ada), []);
  assertEquals(errorCode(await bob.get(`/posts/${secret.postId}/replies`), 404), "not_found");
});

Deno.test("a reply names its parent only to viewers who see it, in feeds as well, and outlives it", async () => {
  await using app = await startApp({ env: ENV });
  const [ada, bob, cora, dan] = await app.people("ada", "bob", "cora", "dan");
  await follow(app, cora, bob);
  const { postId } = await publish(app, ada, { caption: "Lake" });
  const { postId: replyId } = await reply(bob, postId, "Nice");
  await app.settled();
  const named = async (person: Person, path: string) => {
    const { data } = ok(await person.get(path), 200);
    return (data.posts ? data.posts[0] : data).parentPostId;
  };
  const everywhere = async (person: Person) => [
    await named(person, `/posts/${replyId}`),
    await named(person, "/feed"),
    // From memory by now.
    await named(person, "/feed"),
  ];
  assertEquals(await everywhere(cora), [postId, postId, postId]);
  assertEquals(await everywhere(bob), [postId, postId, postId]);
  await block(app, ada, cora);
  assertEquals(await everywhere(cora), [null, null, null]);
  assertEquals(await named(dan, `/posts/${replyId}`), postId);
  const edited = ok(await bob.patch(`/posts/${replyId}`, { caption: "Nicer" }), 200).data;
  assertEquals(edited.parentPostId, postId);
  ok(await ada.patch(`/posts/${postId}`, { privacy: "private" }), 200);
  await app.settled();
  assertEquals(await everywhere(bob), [null, null, null]);
  assertEquals(await named(ada, `/posts/${replyId}`), postId);
  ok(await ada.delete(`/posts/${postId}`), 204);
  await app.settled();
  assertEquals(await named(ada, `/posts/${replyId}`), null);
  assertEquals(ok(await bob.patch(`/posts/${replyId}`, { header: "Hm" }), 200).data.header, "Hm");
  const link = ok(await bob.post(`/posts/${replyId}/share-links`, {}), 201).data;
  assertEquals(typeof link.shareLinkId, "string");
});

Deno.test("a walk over replies finds each visible one once while others come and go", async () => {
  await using app = await startApp();
  const [ada, bob, cora] = await app.people("ada", "bob", "cora");
  const { postId } = await publish(app, ada);
  const ids: string[] = [];
  for (let n = 0; n < 5; n++) {
    ids.push((await reply(ada, postId, `${n}`)).postId);
    await reply(bob, postId, `by bob ${n}`);
  }
  const path = `/posts/${postId}/replies`;
  const first = ok(await cora.get(`${path}?limit=3`), 200).data;
  assertEquals(first.posts.map((post: { caption: string }) => post.caption), [
    "0",
    "by bob 0",
    "1",
  ]);
  await block(app, bob, cora);
  ok(await ada.delete(`/posts/${ids[3]}`), 204);
  const last = (await reply(ada, postId, "last")).postId;
  const rest =
    ok(await cora.get(`${path}?limit=50&cursor=${first.pagination.nextCursor}`), 200).data;
  assertEquals(
    rest.posts.map((post: { postId: string }) => post.postId),
    [ids[2], ids[4], last],
  );
  // A short page is filled up.
  const filled = ok(await cora.get(`${path}?limit=4`), 200).data;
  assertEquals(filled.posts.length, 4);
});

Deno.test("a post without a picture needs a deployment that is not photo-only", async () => {
  await using app = await startApp({ env: { PHOTO_ONLY: "false" } });
  const [ada] = await app.people("ada");
  assertEquals(errorCode(await ada.post("/posts", { mediaIds: [] }), 422), "unprocessable");
  const { data } = ok(await ada.post("/posts", { caption: "Words" }), 201);
  assertEquals(data.imageUrl, null);
  assertEquals(
    errorCode(await ada.patch(`/posts/${data.postId}`, { caption: "" }), 422),
    "unprocessable",
  );
  assertEquals(data.spaceId, null);
  const spaced = await ada.post("/posts", { caption: "x", spaceId: crypto.randomUUID() });
  assertEquals(errorCode(spaced, 404), "not_found");
});
