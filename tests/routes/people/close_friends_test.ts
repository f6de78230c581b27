import { assertEquals } from "@std/assert";
import { startApp } from "../../helpers/app/app.ts";
import { errorCode, follow, ok, publish, walkList } from "../../helpers/people/steps.ts";
import { startListening } from "../../helpers/app/listening.ts";
import {
  assertMissing,
  assertNeedToken,
  assertPagedList,
  block,
  captionsOf,
  namesIn,
  namesOf,
  relationOf,
  type Route,
  setPrivate,
  STRANGERS,
} from "../../helpers/people/social.ts";
import { inboxOf } from "../../helpers/app/traces.ts";

const routes = (name: string): Route[] => [
  ["PUT", `/users/me/close-friends/${name}`],
  ["DELETE", `/users/me/close-friends/${name}`],
];

Deno.test("only its owner sees the list of close friends, newest first", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob", "cora");
  for (const name of ["@bob", bob.id, "@cora"]) {
    ok(await ada.put(`/users/me/close-friends/${name}`), 204);
  }
  const path = "/users/me/close-friends";
  const list = await assertPagedList(ada, path, "closeFriends", ["cora", "bob"]);
  assertEquals(new Date(list[0].addedAt).toISOString(), list[0].addedAt);
  assertEquals(await relationOf(ada, bob), { ...STRANGERS, closeFriend: true });
  assertEquals(await relationOf(bob, ada), STRANGERS);
  assertEquals(await namesIn(bob, "/users/me/close-friends", "closeFriends"), []);
  for (let round = 0; round < 2; round++) {
    ok(await ada.delete("/users/me/close-friends/@bob"), 204);
    assertEquals(await namesIn(ada, "/users/me/close-friends", "closeFriends"), ["cora"]);
  }
});

Deno.test("close friends see a post for them, shown as one for followers", async () => {
  await using app = await startApp();
  const [ada, bob, cora, dan] = await app.people("ada", "bob", "cora", "dan");
  for (const person of [bob, cora]) await follow(app, person, ada);
  for (const person of [bob, dan]) {
    ok(await ada.put(`/users/me/close-friends/@${person.name}`), 204);
  }
  const { postId, privacy } = await publish(app, ada, {
    caption: "Lake",
    privacy: "close_friends",
  });
  await app.settled();
  assertEquals(privacy, "close_friends");
  for (const friend of [bob, dan]) {
    assertEquals(ok(await friend.get(`/posts/${postId}`), 200).data.privacy, "followers");
    ok(await friend.post(`/posts/${postId}/like`), 200);
    const [listed] = await walkList(friend, "/users/@ada/posts", "posts");
    assertEquals(listed.privacy, "followers");
  }
  assertEquals((await walkList(bob, "/feed", "posts"))[0].privacy, "followers");
  assertEquals((await walkList(ada, "/feed", "posts"))[0].privacy, "close_friends");
  await assertMissing(cora, [postId], (id) => [
    ["GET", `/posts/${id}`],
    ["GET", `/posts/${id}/likes`],
    ["POST", `/posts/${id}/like`],
  ]);
  assertEquals(await captionsOf(cora), []);
});

Deno.test("a friend who leaves the list loses its posts at once, a new one gains them", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  await follow(app, bob, ada);
  const { postId } = await publish(app, ada, { caption: "Lake", privacy: "close_friends" });
  await app.settled();
  for (let round = 0; round < 2; round++) {
    assertEquals(await captionsOf(bob), []);
    ok(await bob.get(`/posts/${postId}`), 404);
    ok(await ada.put("/users/me/close-friends/@bob"), 204);
    assertEquals(await captionsOf(bob), ["Lake"]);
    ok(await bob.get(`/posts/${postId}`), 200);
    ok(await ada.delete("/users/me/close-friends/@bob"), 204);
  }
});

Deno.test("a close friend of a private account must be a follower as well", async () => {
  await using app = await startApp();
  const [ada, bob, cora] = await app.people("ada", "bob", "cora");
  await follow(app, bob, ada);
  for (const person of [bob, cora]) {
    ok(await ada.put(`/users/me/close-friends/@${person.name}`), 204);
  }
  const { postId } = await publish(app, ada, { privacy: "close_friends" });
  for (const person of [bob, cora]) ok(await person.get(`/posts/${postId}`), 200);
  await setPrivate(app, ada);
  ok(await bob.get(`/posts/${postId}`), 200);
  ok(await cora.get(`/posts/${postId}`), 404);
  ok(await bob.delete("/users/@ada/follow"), 200);
  ok(await bob.get(`/posts/${postId}`), 404);
  await setPrivate(app, ada, false);
  for (const person of [bob, cora]) ok(await person.get(`/posts/${postId}`), 200);
});

Deno.test("nobody is notified of joining or leaving a list", async () => {
  await using listening = await startListening();
  const { app } = listening;
  const [ada, bob, cora] = await app.people("ada", "bob", "cora");
  const { postId } = await publish(app, ada, { privacy: "close_friends" });
  await app.settled();
  await using live = await listening.open(bob);
  await live.subscribe("user");
  for (let round = 0; round < 2; round++) {
    ok(await ada.put("/users/me/close-friends/@bob"), 204);
    ok(await bob.get(`/posts/${postId}`), 200);
    ok(await ada.delete("/users/me/close-friends/@bob"), 204);
  }
  await follow(app, cora, bob);
  assertEquals((await live.next("follow.updated")).event.data.followerId, cora.id);
  await live.next("notification.created");
  assertEquals((await live.unread()).filter((frame) => frame.op === "event"), []);
  assertEquals((await inboxOf(bob)).items, ["follow of 1"]);
});

Deno.test("the list of close friends refuses impossible changes", async () => {
  await using app = await startApp();
  const [ada, bob, cora] = await app.people("ada", "bob", "cora");
  ok(await ada.put("/users/me/close-friends/@cora"), 204);
  await block(app, bob, ada);
  await block(app, cora, ada);
  await assertMissing(ada, ["@nobody", ...namesOf(bob), ...namesOf(cora)], routes);
  assertEquals(await namesIn(ada, "/users/me/close-friends", "closeFriends"), []);
  assertEquals(errorCode(await ada.put("/users/me/close-friends/me"), 422), "unprocessable");
  await assertNeedToken(app, [...routes(ada.id), ["GET", "/users/me/close-friends"]]);
});
