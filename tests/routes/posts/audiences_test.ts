import { assertEquals } from "@std/assert";
import { PRIVACIES, type Privacy } from "../../../domain/posts/posts.ts";
import { startApp } from "../../helpers/app/app.ts";
import { errorCode, follow, ok, publish, walkList } from "../../helpers/people/steps.ts";
import { startListening } from "../../helpers/app/listening.ts";
import { type Person, send } from "../../helpers/people/person.ts";
import {
  assertMissing,
  assertNeedToken,
  captionsOf,
  setPrivate,
} from "../../helpers/people/social.ts";
import { inboxOf } from "../../helpers/app/traces.ts";

/** The people who see a post of each privacy, by name. */
const SEEN_BY: Record<Privacy, string[]> = {
  public: ["ada", "fay", "bob", "sam", "eve"],
  followers: ["ada", "fay", "bob"],
  close_friends: ["ada", "fay", "sam"],
  private: ["ada"],
};
const FOLLOWING = ["ada", "fay", "bob"];

/** Yields all changes from one privacy to another, one after another. */
function* changes(): Generator<Privacy> {
  for (const [index, one] of PRIVACIES.entries()) {
    for (const other of PRIVACIES.slice(index + 1)) yield* [one, other];
  }
  yield PRIVACIES[0];
}

Deno.test("with every change of an audience, readers and lists follow with the acknowledgement", async () => {
  await using app = await startApp();
  const [ada, fay, bob, sam, eve] = await app.people("ada", "fay", "bob", "sam", "eve");
  const everybody = [ada, fay, bob, sam, eve];
  for (const person of [fay, bob]) await follow(app, person, ada);
  for (const person of [fay, sam]) ok(await ada.put(`/users/me/close-friends/${person.id}`), 204);
  const { postId } = await publish(app, ada, { caption: "Lake" });
  for (const caption of ["Sea", "Sky"]) await publish(app, ada, { caption });
  await app.settled();
  const cursors = new Map<Person, string[]>();
  for (const person of everybody) {
    const paths = ["/feed", "/feed/public", "/users/@ada/posts"];
    const pages = await Promise.all(paths.map((path) => person.get(`${path}?limit=1`)));
    const ends = pages.map(({ data }) => data.pagination.nextCursor);
    cursors.set(person, paths.map((path, at) => ends[at] ? `${path}?cursor=${ends[at]}` : ""));
  }
  const holds = async (person: Person, path: string) =>
    ok(await person.get(path), 200).data.posts
      .some((post: { postId: string }) => post.postId === postId);
  for (const privacy of changes()) {
    assertEquals(ok(await ada.patch(`/posts/${postId}`, { privacy }), 200).data.privacy, privacy);
    for (const person of everybody) {
      const isSeen = SEEN_BY[privacy].includes(person.name);
      const isArriving = isSeen && FOLLOWING.includes(person.name);
      const what = `${privacy} for ${person.name}`;
      ok(await person.get(`/posts/${postId}`), isSeen ? 200 : 404);
      ok(await person.get(`/posts/${postId}/comments`), isSeen ? 200 : 404);
      assertEquals(await holds(person, "/feed"), isArriving, what);
      assertEquals(await holds(person, "/feed/public"), privacy === "public", what);
      assertEquals(await holds(person, "/users/@ada/posts"), isSeen, what);
      const [feed, open, list] = cursors.get(person)!;
      if (feed) assertEquals(await holds(person, feed), isArriving, what);
      if (open) assertEquals(await holds(person, open), privacy === "public", what);
      if (list) assertEquals(await holds(person, list), isSeen, what);
    }
    const anyone = await send(app.fetch, "GET", `/api/v1/posts/${postId}`);
    assertEquals(anyone.status, privacy === "public" ? 200 : 404);
    assertEquals((await captionsOf(eve, "/users/@ada/posts")).length, privacy === "public" ? 3 : 2);
  }
});

Deno.test("a private post appears in feeds and on sockets when its audience grows", async () => {
  await using listening = await startListening();
  const { app } = listening;
  const [ada, bob] = await app.people("ada", "bob");
  await follow(app, bob, ada);
  const hidden = await publish(app, ada, { caption: "Lake", privacy: "private" });
  await publish(app, ada, { caption: "Sea" });
  await app.settled();
  assertEquals(await captionsOf(bob), ["Sea"]);
  await using live = await listening.open(bob);
  await live.subscribe("user");
  ok(await ada.patch(`/posts/${hidden.postId}`, { privacy: "followers" }), 200);
  assertEquals((await live.next("post.created")).event.data.caption, "Lake");
  // It is at the place of its publication, below later posts.
  assertEquals(await captionsOf(bob), ["Sea", "Lake"]);
  const rows = await walkList(bob, "/feed", "posts", 1);
  assertEquals(rows.map((post) => post.privacy), ["public", "followers"]);
});

Deno.test("a narrowed post ends its open streams except for people who still see it", async () => {
  await using listening = await startListening();
  const { app } = listening;
  const [ada, bob, eve] = await app.people("ada", "bob", "eve");
  await follow(app, bob, ada);
  const { postId } = await publish(app, ada);
  await app.settled();
  const topic = `post:${postId}`;
  await using bobs = await listening.open(bob);
  await using eves = await listening.open(eve);
  for (const live of [bobs, eves]) {
    await live.subscribe(topic);
    await live.next("post.counters");
  }
  ok(await ada.patch(`/posts/${postId}`, { privacy: "followers" }), 200);
  const { error } = await eves.frame((frame) => frame.op === "error");
  assertEquals([error.code, error.details], ["not_found", { topic }]);
  assertEquals((await bobs.next("post.updated")).event.data.privacy, "followers");
  ok(await ada.patch(`/posts/${postId}`, { privacy: "close_friends" }), 200);
  await bobs.frame((frame) => frame.op === "error");
  ok(await ada.post(`/posts/${postId}/comments`, { content: "Among us" }), 201);
  ok(await ada.post(`/posts/${postId}/like`), 200);
  await app.settled();
  for (const live of [bobs, eves]) {
    assertEquals((await live.unread()).filter((frame) => frame.op === "event"), []);
    const reply = await live.ask({ op: "subscribe", topics: [{ topic }] });
    assertEquals(reply.error.code, "not_found");
  }
});

Deno.test("an account that goes private ends the events of its posts for strangers", async () => {
  await using listening = await startListening();
  const { app } = listening;
  const [ada, bob, eve] = await app.people("ada", "bob", "eve");
  await follow(app, bob, ada);
  const { postId } = await publish(app, ada);
  await app.settled();
  await using bobs = await listening.open(bob);
  await using eves = await listening.open(eve);
  for (const live of [bobs, eves]) {
    await live.subscribe(`post:${postId}`);
    await live.next("post.counters");
  }
  ok(await ada.patch("/users/me", { isPrivate: true }), 200);
  ok(await ada.post(`/posts/${postId}/comments`, { content: "Among us" }), 201);
  ok(await ada.post(`/posts/${postId}/like`), 200);
  assertEquals((await bobs.next("comment.created")).event.data.content, "Among us");
  await bobs.next("post.counters", (frame) => frame.event.data.likesCount === 1);
  await app.settled();
  assertEquals((await eves.unread()).filter((frame) => frame.op === "event"), []);
});

Deno.test("notifications of a post appear and disappear with its audience", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const { postId } = await publish(app, ada, { caption: "With @bob", privacy: "private" });
  const none = { items: [], unread: 0 };
  const mentioned = { items: ["mention of 1"], unread: 1 };
  await app.settled();
  assertEquals(await inboxOf(bob), none);
  for (
    const [privacy, inbox] of [["public", mentioned], ["followers", none], [
      "public",
      mentioned,
    ]] as const
  ) {
    ok(await ada.patch(`/posts/${postId}`, { privacy }), 200);
    await app.settled();
    assertEquals(await inboxOf(bob), inbox, privacy);
  }
  await setPrivate(app, ada);
  assertEquals(await inboxOf(bob), none);
});

Deno.test("only the author changes an audience, to a valid one", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const { postId } = await publish(app, ada);
  const hidden = await publish(app, ada, { privacy: "private" });
  const wrong = await ada.patch(`/posts/${postId}`, { privacy: "friends" });
  assertEquals(errorCode(wrong, 400), "validation_failed");
  const change = { privacy: "public" };
  assertEquals(errorCode(await bob.patch(`/posts/${postId}`, change), 403), "forbidden");
  await assertMissing(bob, [hidden.postId], (id) => [["PATCH", `/posts/${id}`, change]]);
  await assertNeedToken(app, [["PATCH", `/posts/${postId}`, change]]);
  for (let round = 0; round < 2; round++) {
    const same = ok(await ada.patch(`/posts/${postId}`, change), 200).data;
    assertEquals([same.privacy, same.editedAt], ["public", null]);
  }
});
