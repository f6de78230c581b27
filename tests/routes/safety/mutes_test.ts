import { assertEquals } from "@std/assert";
import { startApp } from "../../helpers/app/app.ts";
import { assertSameAnswer, errorCode, follow, ok, publish } from "../../helpers/people/steps.ts";
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
  STRANGERS,
} from "../../helpers/people/social.ts";
import { inboxOf } from "../../helpers/app/traces.ts";

const TOMORROW = new Date(Date.now() + 86_400_000).toISOString();
const YESTERDAY = new Date(Date.now() - 86_400_000).toISOString();

Deno.test("muting and unmuting return the relationship, and repeats change only their fields", async () => {
  await using app = await startApp();
  const [ada, bob, cora] = await app.people("ada", "bob", "cora");
  const muting = { ...STRANGERS, muting: true };
  for (const body of [undefined, {}, { until: null }, { until: TOMORROW }]) {
    assertEquals(ok(await ada.post("/users/@bob/mute", body), 200).data, muting);
  }
  ok(await ada.post(`/users/${cora.id}/mute`), 200);
  const mutes = await assertPagedList(ada, "/users/me/mutes", "mutes", ["cora", "bob"]);
  assertEquals(mutes.map((one) => one.until), [null, TOMORROW]);
  assertEquals(await relationOf(bob, ada), STRANGERS);
  for (let round = 0; round < 2; round++) {
    assertEquals(ok(await ada.delete("/users/@bob/mute"), 200).data, STRANGERS);
  }
  assertEquals(await namesIn(ada, "/users/me/mutes", "mutes"), ["cora"]);
});

Deno.test("impossible mutes are refused", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  for (const until of [YESTERDAY, "tomorrow", 5]) {
    assertEquals(
      errorCode(await ada.post("/users/@bob/mute", { until }), 400),
      "validation_failed",
    );
  }
  assertEquals(errorCode(await ada.post("/users/me/mute"), 422), "unprocessable");
  await block(app, bob, ada);
  const routes = (name: string): Route[] => [
    ["POST", `/users/${name}/mute`],
    ["DELETE", `/users/${name}/mute`],
  ];
  await assertMissing(ada, ["@nobody", ...namesOf(bob)], routes);
  await assertNeedToken(app, [
    ...routes(ada.id),
    ["GET", "/users/me/mutes"],
    ["GET", "/users/me/muted-words"],
    ["PUT", "/users/me/muted-words", { words: [] }],
  ]);
});

Deno.test("a muted person disappears from feeds and notifications, and from nothing else", async () => {
  await using app = await startApp();
  const [ada, bob, cora] = await app.people("ada", "bob", "cora");
  for (const person of [bob, cora]) await follow(app, ada, person);
  const own = await publish(app, ada, { caption: "own" });
  const { postId } = await publish(app, bob, { caption: "bob" });
  await publish(app, cora, { caption: "cora" });
  for (const person of [cora, bob]) ok(await person.post(`/posts/${own.postId}/like`), 200);
  ok(await bob.post(`/posts/${own.postId}/comments`, { content: "hi" }), 201);
  await app.settled();
  const all = ["cora", "bob", "own"];
  const before = { items: ["comment of 1", "like of 2"], unread: 2 };
  assertEquals([await captionsOf(ada), await inboxOf(ada)], [all, before]);
  ok(await ada.post("/users/@bob/mute"), 200);
  for (const path of ["/feed", "/feed/public"]) {
    assertEquals(await captionsOf(ada, path), ["cora", "own"]);
  }
  assertEquals(await inboxOf(ada), { items: ["like of 1"], unread: 1 });
  ok(await ada.get("/users/@bob"), 200);
  ok(await ada.get(`/posts/${postId}`), 200);
  assertEquals(await captionsOf(ada, "/users/@bob/posts"), ["bob"]);
  assertEquals(await namesIn(ada, `/posts/${own.postId}/comments`, "comments"), ["bob"]);
  assertEquals(await namesIn(ada, `/posts/${own.postId}/likes`, "users"), ["bob", "cora"]);
  // Other people see the muted person as before, and the other way round.
  assertEquals(await captionsOf(cora, "/feed/public"), all);
  assertEquals(await captionsOf(bob, "/feed/public"), all);
  ok(await ada.delete("/users/@bob/mute"), 200);
  assertEquals([await captionsOf(ada), await inboxOf(ada)], [all, before]);
});

Deno.test("a muted person's actions never notify, not even later", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const { postId } = await publish(app, ada);
  ok(await ada.post("/users/@bob/mute"), 200);
  ok(await bob.post(`/posts/${postId}/like`), 200);
  ok(await bob.post(`/posts/${postId}/comments`, { content: "hi @ada" }), 201);
  await follow(app, bob, ada);
  assertEquals(await inboxOf(ada), { items: [], unread: 0 });
  ok(await ada.delete("/users/@bob/mute"), 200);
  await app.settled();
  assertEquals(await inboxOf(ada), { items: [], unread: 0 });
});

Deno.test("a mute ends at its time, in a cached feed as well", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  await follow(app, ada, bob);
  await publish(app, bob, { caption: "Lake" });
  await app.settled();
  ok(await ada.post("/users/@bob/mute", { until: TOMORROW }), 200);
  ok(await ada.put("/users/me/muted-words", { words: [{ word: "lake", until: TOMORROW }] }), 200);
  assertEquals(await captionsOf(ada), []);
  const [end] = await app.ctx.sql<{ until: Date }[]>`
    with words as (update muted_words set until = now() + interval '300 milliseconds')
    update mutes set until = now() + interval '300 milliseconds' returning until`;
  app.ctx.cache.clear();
  // Nothing notifies the program of that time.
  for (let seen = await captionsOf(ada); Date.now() < end!.until.getTime();) {
    assertEquals(seen, []);
    seen = await captionsOf(ada);
  }
  assertEquals(await captionsOf(ada), ["Lake"]);
  assertEquals((await relationOf(ada, bob)).muting, false);
  assertEquals(await namesIn(ada, "/users/me/mutes", "mutes"), []);
  assertEquals(ok(await ada.get("/users/me/muted-words"), 200).data.words, []);
  ok(await ada.post("/users/@bob/mute"), 200);
  assertEquals(await captionsOf(ada), []);
});

Deno.test("muted words are replaced as a whole, and returned as they were written", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const put = (words: unknown) => ada.put("/users/me/muted-words", { words });
  const words = [{ word: "Zebra", until: null }, { word: "#Art", until: TOMORROW }];
  for (let round = 0; round < 2; round++) {
    assertEquals(ok(await put([{ word: " Zebra " }, words[1]]), 200).data, { words });
    assertEquals(ok(await ada.get("/users/me/muted-words"), 200).data, { words });
  }
  assertEquals(ok(await bob.get("/users/me/muted-words"), 200).data, { words: [] });
  const many = (count: number) => Array.from({ length: count }, (_, n) => ({ word: `word${n}` }));
  const wrong = [
    [{ word: " " }],
    [{ word: "x".repeat(101) }],
    [{ word: "twice" }, { word: "twice " }],
    [{ word: "late", until: YESTERDAY }],
    [{ word: "more", colour: "red" }],
    many(201),
    "word",
  ];
  for (const given of wrong) assertEquals(errorCode(await put(given), 400), "validation_failed");
  assertEquals(ok(await ada.get("/users/me/muted-words"), 200).data, { words });
  assertEquals(ok(await put(many(200)), 200).data.words.length, 200);
  assertEquals(ok(await put([]), 200).data, { words: [] });
});

Deno.test("a muted word that is far longer in its search form is refused", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const put = (word: string) => ada.put("/users/me/muted-words", { words: [{ word }] });
  for (const word of ["\u3316".repeat(100), "\ufdfa".repeat(12), "\u2026".repeat(67)]) {
    assertEquals(errorCode(await put(word), 400), "validation_failed");
  }
  for (const word of ["\u{1f600}".repeat(100), "한".repeat(100), "ệ".repeat(100)]) {
    ok(await put(word), 200);
  }
});

Deno.test("posts and notifications with a muted word anywhere are left out", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  await follow(app, ada, bob);
  const own = await publish(app, ada, { caption: "my own spoiler" });
  const alt = await publish(app, bob, { caption: "in the alt text" });
  ok(await bob.patch(`/media/${alt.media[0].mediaId}`, { altText: "A SPOILER!" }), 200);
  const warned = await publish(app, bob, { caption: "in the warning" });
  ok(await bob.patch(`/posts/${warned.postId}`, { contentWarning: "spoiler" }), 200);
  await publish(app, bob, { caption: "in the header", header: "Spoiler: all" });
  await publish(app, bob, { caption: "spoilers are another word" });
  const tagged = await publish(app, bob, { caption: "tagged" });
  ok(await bob.patch(`/posts/${tagged.postId}`, { tags: ["Ending"] }), 200);
  for (const content of ["a spoiler", "the #ending", "fine"]) {
    ok(await bob.post(`/posts/${own.postId}/comments`, { content }), 201);
  }
  await app.settled();
  const all = await captionsOf(ada);
  assertEquals([all.length, (await inboxOf(ada)).unread], [6, 3]);
  const words = [{ word: "spoiler" }, { word: "#ENDING" }];
  ok(await ada.put("/users/me/muted-words", { words }), 200);
  assertEquals(await captionsOf(ada), ["spoilers are another word", "my own spoiler"]);
  assertEquals(
    await captionsOf(ada, "/feed/public"),
    ["spoilers are another word", "my own spoiler"],
  );
  assertEquals(await inboxOf(ada), { items: ["comment of 1"], unread: 1 });
  assertEquals((await captionsOf(ada, "/users/@bob/posts")).length, 5);
  assertEquals((await namesIn(ada, `/posts/${own.postId}/comments`, "comments")).length, 3);
  ok(await ada.put("/users/me/muted-words", { words: [] }), 200);
  assertEquals([await captionsOf(ada), (await inboxOf(ada)).unread], [all, 3]);
});

Deno.test("an edit adds a post to a feed or removes it, by its new text", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  await follow(app, ada, bob);
  ok(await ada.put("/users/me/muted-words", { words: [{ word: "猫" }] }), 200);
  const { postId } = await publish(app, bob, { caption: "小猫" });
  await app.settled();
  assertEquals(await captionsOf(ada), []);
  ok(await bob.patch(`/posts/${postId}`, { caption: "小狗" }), 200);
  assertEquals(await captionsOf(ada), ["小狗"]);
  ok(await bob.patch(`/posts/${postId}`, { caption: "小猫" }), 200);
  assertEquals(await captionsOf(ada), []);
});

Deno.test("a user who blocks the muting person leaves the list of mutes", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  ok(await ada.post("/users/@bob/mute"), 200);
  await block(app, bob, ada);
  assertEquals(await namesIn(ada, "/users/me/mutes", "mutes"), []);
  assertSameAnswer(await ada.delete("/users/@bob/mute"), await ada.delete("/users/@nobody/mute"));
  ok(await bob.post("/users/@ada/unblock"), 200);
  assertEquals(await namesIn(ada, "/users/me/mutes", "mutes"), ["bob"]);
});
