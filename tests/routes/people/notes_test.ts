import { assertEquals, assertNotEquals } from "@std/assert";
import { cleanNotes } from "../../../jobs/operations/clean_notes.ts";
import { startApp } from "../../helpers/app/app.ts";
import { assertSameAnswer, errorCode, follow, ok, walkList } from "../../helpers/people/steps.ts";
import { type Person, send } from "../../helpers/people/person.ts";

const contentsFor = async (person: Person) =>
  (await walkList(person, "/notes", "notes", 2)).map((note) => note.content);

Deno.test("a note is visible to its author and to followers for a day, newest first", async () => {
  await using app = await startApp();
  const [ada, bob, cyd, dan] = await app.people("ada", "bob", "cyd", "dan");
  await follow(app, bob, ada);
  await follow(app, bob, cyd);
  const { data } = ok(await ada.post("/notes", { content: "  At the lake  " }), 201);
  const { noteId, createdAt, expiresAt, ...note } = data;
  assertEquals(note, { userId: ada.id, username: "ada", avatar: null, content: "At the lake" });
  assertEquals(Date.parse(expiresAt) - Date.parse(createdAt), 24 * 3600 * 1000);
  ok(await cyd.post("/notes", { text: "Reading" }), 201);
  ok(await bob.post("/notes", { content: "Tired" }), 201);
  assertEquals(await contentsFor(bob), ["Tired", "Reading", "At the lake"]);
  assertEquals(await contentsFor(ada), ["At the lake"]);
  assertEquals(await contentsFor(dan), []);

  const again = ok(await ada.post("/notes", { content: "Home again" }), 201).data;
  assertNotEquals(again.noteId, noteId);
  assertEquals(await contentsFor(bob), ["Home again", "Tired", "Reading"]);
  assertEquals(errorCode(await ada.delete(`/notes/${noteId}`), 404), "not_found");

  const { sql } = app.ctx;
  await sql`update notes set expires_at = now() - interval '1 second' where user_id = ${cyd.id}`;
  assertEquals(await contentsFor(bob), ["Home again", "Tired"]);
  assertEquals(await contentsFor(cyd), []);
  assertEquals(await cleanNotes.run(app.ctx, new AbortController().signal), { notes: 1 });
  assertEquals((await sql`select from notes`).length, 2);
});

Deno.test("a note is hidden by a block, a mute and unfollowing, and back when they end", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  await follow(app, bob, ada);
  ok(await ada.post("/notes", { content: "Spoilers #film" }), 201);
  ok(await bob.post(`/users/${ada.id}/mute`), 200);
  assertEquals(await contentsFor(bob), []);
  ok(await bob.delete(`/users/${ada.id}/mute`), 200);
  for (const word of ["spoilers", "#film"]) {
    ok(await bob.put("/users/me/muted-words", { words: [{ word }] }), 200);
    assertEquals(await contentsFor(bob), []);
  }
  ok(await bob.put("/users/me/muted-words", { words: [] }), 200);
  assertEquals(await contentsFor(bob), ["Spoilers #film"]);
  ok(await bob.delete(`/users/${ada.id}/follow`), 200);
  assertEquals(await contentsFor(bob), []);
  await follow(app, bob, ada);
  assertEquals(await contentsFor(bob), ["Spoilers #film"]);
  ok(await ada.post(`/users/${bob.id}/block`), 200);
  assertEquals(await contentsFor(bob), []);
});

Deno.test("a note has 1 to 60 characters, and only its author deletes it", async () => {
  await using app = await startApp();
  const [ada, bob, cyd] = await app.people("ada", "bob", "cyd");
  await follow(app, bob, ada);
  const refused = [
    {},
    { content: "" },
    { content: " " },
    { content: "🌊".repeat(61) },
    {
      content: "a",
      text: "b",
    },
    { content: "a\0" },
    { content: 1 },
  ];
  for (const body of refused) {
    assertEquals(errorCode(await ada.post("/notes", body), 400), "validation_failed");
  }
  const content = "🌊".repeat(60);
  const { noteId } = ok(await ada.post("/notes", { content }), 201).data;
  assertEquals(await contentsFor(bob), [content]);
  assertEquals(errorCode(await bob.delete(`/notes/${noteId}`), 403), "forbidden");
  const hidden = await cyd.delete(`/notes/${noteId}`);
  assertEquals(errorCode(hidden, 404), "not_found");
  assertSameAnswer(hidden, await cyd.delete(`/notes/${crypto.randomUUID()}`));
  for (const [method, path] of [["POST", ""], ["GET", ""], ["DELETE", `/${noteId}`]] as const) {
    const answer = await send(app.fetch, method, `/api/v1/notes${path}`);
    assertEquals(errorCode(answer, 401), "unauthenticated");
  }
  ok(await ada.delete(`/notes/${noteId}`), 204);
  assertEquals(await contentsFor(bob), []);
  assertEquals(errorCode(await bob.get("/notes?cursor=lake"), 400), "invalid_cursor");
});

Deno.test("of many notes of one person at once one stays, and a repeat with its key is the same", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  await follow(app, bob, ada);
  await Promise.all(Array.from({ length: 20 }, async (_, index) => {
    ok(await ada.post("/notes", { content: `${index}` }), 201);
  }));
  assertEquals((await contentsFor(bob)).length, 1);
  const key = { "idempotency-key": crypto.randomUUID() };
  const one = ok(await ada.send("POST", "/notes", { content: "Once" }, key), 201);
  const other = ok(await ada.send("POST", "/notes", { content: "Once" }, key), 201);
  assertEquals(one.body, other.body);
});

Deno.test("a walk through notes finds each that stays once, while others come, go and are muted", async () => {
  await using app = await startApp();
  const names = Array.from({ length: 12 }, (_, index) => `writer${index}`);
  const [reader, ...writers] = await app.people("reader", ...names);
  for (const writer of writers) {
    ok(await reader!.post(`/users/${writer.id}/follow`), 200);
    ok(await writer.post("/notes", { content: writer.name }), 201);
  }
  await app.settled();
  const seen: string[] = [];
  let cursor = "";
  for (let page = 0; cursor !== "" || page === 0; page++) {
    const { data } = ok(await reader!.get(`/notes?limit=3${cursor}`), 200);
    seen.push(...data.notes.map((note: { content: string }) => note.content));
    cursor = data.pagination.nextCursor ? `&cursor=${data.pagination.nextCursor}` : "";
    if (page > 0) continue;
    ok(await writers[0]!.post("/notes", { content: "Anew" }), 201);
    ok(await reader!.post(`/users/${writers[1]!.id}/mute`), 200);
    ok(await writers[2]!.post(`/users/${reader!.id}/block`), 200);
    const gone = ok(await writers[3]!.get("/notes"), 200).data.notes[0].noteId;
    ok(await writers[3]!.delete(`/notes/${gone}`), 204);
  }
  assertEquals(seen, names.slice(4).reverse());
});
