import { assert, assertEquals } from "@std/assert";
import { startApp } from "../../helpers/app/app.ts";
import { errorCode, ok, publish } from "../../helpers/people/steps.ts";
import { insertReadyMedia } from "../../helpers/media/media.ts";
import type { Person } from "../../helpers/people/person.ts";
import { block } from "../../helpers/people/social.ts";

const search = async (person: Person, query: string) =>
  ok(await person.get(`/search/posts?${query}`), 200).data;
const captions = async (person: Person, query: string): Promise<string[]> =>
  (await search(person, query)).posts.map((post: { caption: string }) => post.caption);
const asked = (q: string) => `q=${encodeURIComponent(q)}`;

Deno.test("posts are found by whole words and by the beginning of the last one, in any writing", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const caption = "Sunset over the Café, near 東京タワー 🌊 100%_sure";
  await publish(app, ada, { caption });
  await publish(app, ada, { caption: "Nothing of it" });
  const found = [
    "sunset",
    "SUN",
    "over sunset",
    "cafe",
    "ＣＡＦÉ",
    "東京",
    "タワー",
    "東",
    "🌊",
    "100%",
  ]
    .concat("sure", "'sunset'", '"over the"');
  for (const q of found) assertEquals(await captions(bob, asked(q)), [caption], q);
  const missed = [
    "sunsets",
    "set",
    "su over",
    "京東",
    "sunset nothing",
    "%",
    "_",
    "!!!",
    "🌋",
    "\\",
  ];
  for (const q of missed) assertEquals(await captions(bob, asked(q)), [], q);
});

Deno.test("the index follows each change of a post's texts, and no like", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const { sql } = app.ctx;
  const { postId, media: [{ mediaId }] } = await publish(app, ada, { caption: "one" });
  const isFound = async (q: string) => (await captions(bob, asked(q))).length === 1;
  assert(await isFound("one"));
  ok(await ada.patch(`/posts/${postId}`, { caption: "two #three" }), 200);
  assert(!await isFound("one") && await isFound("two") && await isFound("three"));
  ok(await ada.patch(`/posts/${postId}`, { tags: ["four"], header: "five" }), 200);
  assert(await isFound("four") && await isFound("five"));
  ok(await ada.patch(`/posts/${postId}`, { tags: [], header: null }), 200);
  assert(!await isFound("four") && !await isFound("five"));
  ok(await ada.patch(`/media/${mediaId}`, { altText: "six" }), 200);
  assert(await isFound("six"));
  const version = () =>
    sql<{ xmin: string }[]>`select xmin::text from post_search where post_id = ${postId}`;
  const before = await version();
  ok(await bob.post(`/posts/${postId}/like`), 200);
  ok(await ada.patch(`/posts/${postId}`, { privacy: "followers" }), 200);
  assertEquals([...await version()], [...before]);
  ok(await ada.patch(`/posts/${postId}`, { privacy: "public" }), 200);
  ok(await ada.delete(`/posts/${postId}`), 204);
  assert(!await isFound("six"));
  assertEquals([...await version()], []);
});

Deno.test("two changes of one post at once are both searched", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const { postId, media: [{ mediaId }] } = await publish(app, ada);
  for (let n = 0; n < 10; n++) {
    await Promise.all([
      ada.patch(`/posts/${postId}`, { caption: `caption${n}` }),
      ada.patch(`/media/${mediaId}`, { altText: `alt${n}` }),
      ada.patch(`/posts/${postId}`, { header: `header${n}` }),
    ]);
    assertEquals(await captions(bob, `q=alt${n}+header${n}+caption${n}`), [`caption${n}`]);
  }
});

Deno.test("filters hold together, alone and with words", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const { sql } = app.ctx;
  const make = async (author: Person, caption: string, format = "JPEG", camera?: string) => {
    const mediaId = await insertReadyMedia(sql, author.id);
    await sql`
      update media set format = ${format}, camera = ${camera ?? null} where id = ${mediaId}`;
    return ok(await author.post("/posts", { mediaIds: [mediaId], caption }), 201).data.postId;
  };
  await make(ada, "one #sea #sun", "JPEG", "Phone 14 Pro");
  const two = await make(ada, "two #sea", "PNG", "100% cam_era");
  await make(bob, "three #sea #sun", "GIF");
  await sql`update posts set category = 'travel' where id = ${two}`;
  const expected: [string, string[]][] = [
    ["tags=sea", ["three", "two", "one"]],
    ["tags=sea,%23Sun", ["three", "one"]],
    ["tags=sea&q=two", ["two"]],
    ["author=@ada", ["two", "one"]],
    [`author=${bob.id}&tags=sun`, ["three"]],
    ["author=me", ["two", "one"]],
    ["format=jpg", ["one"]],
    ["format=PNG", ["two"]],
    ["format=webp", []],
    ["camera=phone 14", ["one"]],
    ["camera=100%25", ["two"]],
    ["camera=m_e", ["two"]],
    ["camera=%25", ["two"]],
    ["camera=n_1", []],
    ["category=Travel", ["two"]],
    ["category=tra", []],
    ["from=2020-01-01&tags=sea", ["three", "two", "one"]],
    ["from=2100-01-01", []],
    ["to=2020-01-01T00:00:00Z", []],
    ["q=two&to=2100-01-01&author=@ada&format=png&camera=cam&tags=sea&category=travel", ["two"]],
  ];
  for (const [query, words] of expected) {
    const first = (await captions(ada, query)).map((caption) => caption.split(" ")[0]);
    assertEquals(first, words, query);
  }
  // A whole day belongs to `to`.
  await sql`update posts set sort_id = '019b0000-0000-7000-8000-000000000000' where id = ${two}`;
  const day = new Date(0x019b00000000).toISOString().slice(0, 10);
  assertEquals(await captions(ada, `from=${day}&to=${day}`), ["two #sea"]);
});

Deno.test("distances work across the date line and around a pole, and never by the bounding box alone", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const at = async (name: string, latitude: number, longitude: number) => {
    const mediaIds = [await insertReadyMedia(app.ctx.sql, ada.id)];
    ok(
      await ada.post("/posts", { mediaIds, caption: name, location: { latitude, longitude } }),
      201,
    );
  };
  await at("west", -16.8, -179.99);
  await at("east", -16.8, 179.99);
  await at("pole", 89.9, 10);
  await at("beyond", 89.9, -170);
  await at("corner", 50.08, 8.12);
  await at("middle", 50.05, 8.05);
  const found = async (query: string) => (await captions(ada, query)).sort();
  assertEquals(await found("near=-16.8,180&radius=5"), ["east", "west"]);
  assertEquals(await found("near=-16.8,-180&radius=5"), ["east", "west"]);
  assertEquals(await found("near=-16.8,179.99&radius=1"), ["east"]);
  assertEquals(await found("near=90,0&radius=12"), ["beyond", "pole"]);
  assertEquals(await found("near=89.95,10&radius=10"), ["pole"]);
  assertEquals(await found("near=50,8&radius=10"), ["middle"]);
  assertEquals(await found("near=50,8&radius=13"), ["corner", "middle"]);
  assertEquals(await found("near=50,8&radius=13&q=corn"), ["corner"]);
});

Deno.test("an empty or wrong search is refused", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const wrong = ["", "q=", "q=%20", `q=${"x".repeat(201)}`, "q=%00", "tags=,", "tags=a-b", "tags="]
    .concat(["near=91,0", "near=1", "near=1,2&radius=101", "near=1,2&radius=0", "format=exe"])
    .concat(["from=yesterday", "to=2020-13-01", "radius=5", "q=a&limit=51", "q=a&page=0"])
    .concat(["q=a&page=51", "q=a&page=500&limit=3", "camera=a%0Ab"]);
  for (const query of wrong) {
    const answer = await ada.get(`/search/posts?${query}`);
    assertEquals(errorCode(answer, 400), "validation_failed", query);
  }
  await block(app, bob, ada);
  for (const author of ["@nobody", "@bob", bob.id, crypto.randomUUID()]) {
    assertEquals(errorCode(await ada.get(`/search/posts?author=${author}`), 404), "not_found");
  }
  assertEquals((await app.fetch("/api/v1/search/posts?author=me")).status, 401);
  await publish(app, ada, { caption: "sea" });
  await publish(app, ada, { caption: "sea" });
  const { nextCursor } = (await search(ada, "q=sea&limit=1")).pagination;
  const stolen = await ada.get(`/search/posts?q=lake&limit=1&cursor=${nextCursor}`);
  assertEquals(errorCode(stolen, 400), "invalid_cursor");
});

Deno.test("better matches and newer posts come first, and muted ones are left out", async () => {
  await using app = await startApp();
  const [ada, bob, cora] = await app.people("ada", "bob", "cora");
  await publish(app, ada, { caption: "Many words of which one is lake and many others are not" });
  await publish(app, ada, { caption: "Lake, lake, lake" });
  await publish(app, cora, { caption: "The lake of a spoiler" });
  const old = await publish(app, ada, { caption: "Lake lake lake lake" });
  await app.ctx.sql`
    update posts set sort_id = '01800000-0000-7000-8000-000000000000' where id = ${old.postId}`;
  const all = await captions(bob, "q=lake");
  assertEquals(all[0], "Lake, lake, lake");
  assert(all.indexOf("Lake lake lake lake") > 0);
  assertEquals(all.length, 4);
  ok(await bob.put("/users/me/muted-words", { words: [{ word: "spoiler" }] }), 200);
  assertEquals((await captions(bob, "q=lake")).length, 3);
  ok(await bob.put("/users/me/muted-words", { words: [] }), 200);
  ok(await bob.post(`/users/${ada.id}/mute`), 200);
  assertEquals(await captions(bob, "q=lake"), ["The lake of a spoiler"]);
  assertEquals((await search(bob, "q=lake&page=1")).pagination.total, 1);
});
