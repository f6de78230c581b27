import { assertEquals } from "@std/assert";
import { startApp } from "../../helpers/app/app.ts";
import { errorCode, follow, ok, publish } from "../../helpers/people/steps.ts";
import { startListening } from "../../helpers/app/listening.ts";
import { send } from "../../helpers/people/person.ts";
import {
  assertMissing,
  assertNeedToken,
  captionsOf,
  namesIn,
  relationOf,
  request,
  requestsOf,
  routesOfPost,
  setPrivate,
  STRANGERS,
} from "../../helpers/people/social.ts";
import { inboxOf } from "../../helpers/app/traces.ts";

Deno.test("a private account gets a request instead of a follower, and shows only its profile", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  await setPrivate(app, ada);
  const { postId } = await publish(app, ada, { caption: "Lake" });
  const state = { userId: ada.id, isFollowing: false, requested: true, followersCount: 0 };
  for (let round = 0; round < 2; round++) {
    assertEquals(ok(await bob.post("/users/@ada/follow"), 200).data, state);
  }
  assertEquals(await requestsOf(ada), ["bob"]);
  const profile = ok(await bob.get("/users/@ada"), 200).data;
  assertEquals([profile.isPrivate, profile.postsCount], [true, 1]);
  assertEquals(profile.relationship, { ...STRANGERS, requested: true });
  for (const list of ["followers", "following"]) {
    const refused = await bob.get(`/users/@ada/${list}`);
    assertEquals(errorCode(refused, 403), "forbidden");
    assertEquals(refused.body.error.message, "This account is private.");
    const anyone = await send(app.fetch, "GET", `/api/v1/users/@ada/${list}`);
    assertEquals(errorCode(anyone, 403), "forbidden");
  }
  assertEquals(await captionsOf(bob, "/users/@ada/posts"), []);
  assertEquals(await captionsOf(bob), []);
  assertEquals(errorCode(await bob.get(`/posts/${postId}`), 404), "not_found");
});

Deno.test("an accepted follower sees everything at once", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  await setPrivate(app, ada);
  const { postId } = await publish(app, ada, { caption: "Lake" });
  await request(app, bob, ada);
  assertEquals(await captionsOf(bob), []);
  ok(await ada.post("/follows/requests/@bob/accept"), 200);
  assertEquals(await captionsOf(bob), ["Lake"]);
  assertEquals(await captionsOf(bob, "/users/@ada/posts"), ["Lake"]);
  ok(await bob.get(`/posts/${postId}`), 200);
  assertEquals(await namesIn(bob, "/users/@ada/followers", "followers"), ["bob"]);
  assertEquals(ok(await bob.get(`/users/@ada`), 200).data.followersCount, 1);
});

Deno.test("going private hides public content from all but followers, at once", async () => {
  await using app = await startApp();
  const [ada, bob, cora, dan] = await app.people("ada", "bob", "cora", "dan");
  await follow(app, bob, ada);
  const { postId } = await publish(app, ada, { caption: "Lake" });
  ok(await cora.post(`/posts/${postId}/comments`, { content: "hi" }), 201);
  await app.settled();
  for (const person of [bob, cora]) ok(await person.get(`/posts/${postId}`), 200);
  ok(await ada.patch("/users/me", { isPrivate: true }), 200);
  await assertMissing(cora, [postId], routesOfPost);
  for (const person of [cora, dan]) {
    assertEquals(await captionsOf(person, "/feed/public"), []);
    assertEquals(await captionsOf(person, "/users/@ada/posts"), []);
  }
  assertEquals((await send(app.fetch, "GET", `/api/v1/posts/${postId}`)).status, 404);
  assertEquals(await captionsOf(bob), ["Lake"]);
  assertEquals(await captionsOf(bob, "/feed/public"), [], "it is no longer a public post");
  assertEquals(await namesIn(bob, "/users/@ada/followers", "followers"), ["bob"]);
  await setPrivate(app, ada, false);
  assertEquals(await captionsOf(dan, "/feed/public"), ["Lake"]);
});

Deno.test("going public accepts all waiting requests, and notifies their authors", async () => {
  await using app = await startApp();
  const [ada, bob, cora] = await app.people("ada", "bob", "cora");
  await setPrivate(app, ada);
  await publish(app, ada, { caption: "Lake" });
  for (const person of [bob, cora]) await request(app, person, ada);
  assertEquals((await inboxOf(ada)).items, ["follow_request of 1", "follow_request of 1"]);
  await setPrivate(app, ada, false);
  assertEquals(await requestsOf(ada), []);
  assertEquals(ok(await ada.get("/users/me"), 200).data.followersCount, 2);
  assertEquals(await inboxOf(ada), { items: [], unread: 0 });
  for (const person of [bob, cora]) {
    assertEquals(await relationOf(person, ada), { ...STRANGERS, following: true });
    assertEquals(await captionsOf(person), ["Lake"]);
    assertEquals(await inboxOf(person), { items: ["follow_accepted of 1"], unread: 1 });
    assertEquals(ok(await person.get("/users/me"), 200).data.followingCount, 1);
  }
  // Another change does nothing, and accepted followers stay when the account is private again.
  await setPrivate(app, ada, false);
  await setPrivate(app, ada);
  assertEquals((await namesIn(ada, "/users/me/followers", "followers")).sort(), ["bob", "cora"]);
  assertEquals(await captionsOf(bob), ["Lake"]);
});

Deno.test("a request notifies until it ends, and its acceptance notifies its author", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  await setPrivate(app, ada);
  const none = { items: [], unread: 0 };
  const ends = [
    () => bob.delete("/follows/requests/@ada"),
    () => bob.delete("/users/@ada/follow"),
    () => ada.post("/follows/requests/@bob/reject"),
    () => ada.delete("/users/me/followers/@bob"),
  ];
  for (const end of ends) {
    await request(app, bob, ada);
    assertEquals(await inboxOf(ada), { items: ["follow_request of 1"], unread: 1 });
    const { status } = await end();
    assertEquals(status < 300, true);
    await app.settled();
    assertEquals([await inboxOf(ada), await inboxOf(bob)], [none, none]);
  }
  await request(app, bob, ada);
  ok(await ada.post("/follows/requests/@bob/accept"), 200);
  await app.settled();
  assertEquals([await inboxOf(ada), (await inboxOf(bob)).items], [none, ["follow_accepted of 1"]]);
  ok(await bob.delete("/users/@ada/follow"), 200);
  await app.settled();
  assertEquals(await inboxOf(bob), none);
});

Deno.test("requests and acceptances come on the open socket", async () => {
  await using listening = await startListening();
  const { app } = listening;
  const [ada, bob] = await app.people("ada", "bob");
  await setPrivate(app, ada);
  await using adas = await listening.open(ada);
  await using bobs = await listening.open(bob);
  for (const live of [adas, bobs]) await live.subscribe("user");
  await request(app, bob, ada);
  const asked = (await adas.next("notification.created")).event.data;
  assertEquals([asked.type, asked.actors[0].username], ["follow_request", "bob"]);
  const updated = { followerId: bob.id, followeeId: ada.id, isFollowing: false, requested: true };
  assertEquals((await adas.next("follow.updated")).event.data, updated);
  assertEquals((await bobs.next("follow.updated")).event.data, updated);
  ok(await ada.post("/follows/requests/@bob/accept"), 200);
  const accepted = (await bobs.next("notification.created")).event.data;
  assertEquals([accepted.type, accepted.actors[0].username], ["follow_accepted", "ada"]);
  const { event } = await bobs.next("follow.updated", (frame) => frame.event.data.isFollowing);
  assertEquals(event.data, { ...updated, isFollowing: true, requested: false });
  await publish(app, ada, { caption: "Lake" });
  assertEquals((await bobs.next("post.created")).event.data.caption, "Lake");
});

Deno.test("a removed follower loses everything at once, is not notified, and may ask again", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  await follow(app, bob, ada);
  await setPrivate(app, ada);
  const { postId } = await publish(app, ada, { caption: "Lake" });
  await app.settled();
  assertEquals(await captionsOf(bob), ["Lake"]);
  for (let round = 0; round < 2; round++) {
    ok(await ada.delete("/users/me/followers/@bob"), 204);
    assertEquals(await captionsOf(bob), []);
    assertEquals(errorCode(await bob.get(`/posts/${postId}`), 404), "not_found");
    assertEquals(await relationOf(bob, ada), STRANGERS);
    assertEquals(ok(await ada.get("/users/me"), 200).data.followersCount, 0);
  }
  await app.settled();
  assertEquals(await inboxOf(bob), { items: [], unread: 0 });
  await request(app, bob, ada);
});

Deno.test("impossible removals of followers and changes of the account are refused", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  await assertMissing(ada, ["@nobody"], (name) => [["DELETE", `/users/me/followers/${name}`]]);
  await assertNeedToken(app, [
    ["DELETE", `/users/me/followers/${bob.id}`],
    ["PATCH", "/users/me", { isPrivate: true }],
  ]);
  const wrong = await ada.patch("/users/me", { isPrivate: "yes" });
  assertEquals(errorCode(wrong, 400), "validation_failed");
  assertEquals(errorCode(await ada.patch("/users/@bob", { isPrivate: true }), 403), "forbidden");
});
