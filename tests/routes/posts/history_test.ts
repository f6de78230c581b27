import { assert, assertEquals } from "@std/assert";
import { setSuspended } from "../../../db/moderation/suspension.ts";
import { transact } from "../../../db/transact.ts";
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
import { type Person, send } from "../../helpers/people/person.ts";
import { logOf } from "../../helpers/app/traces.ts";

Deno.test("every edit stores the old version, for viewers who were and are in its audience", async () => {
  await using app = await startApp();
  const [ada, bob, cora] = await app.people("ada", "bob", "cora");
  await follow(app, bob, ada);
  const { postId, media, createdAt } = await publish(app, ada, {
    caption: "one #lake",
    privacy: "private",
  });
  const path = `/posts/${postId}`;
  const { mediaId } = media[0];
  ok(await ada.patch(`/media/${mediaId}`, { altText: "A lake" }), 200);
  const location = { latitude: 1, longitude: 2, name: "Here" };
  ok(await ada.patch(path, { caption: "two", privacy: "followers", location }), 200);
  ok(await ada.patch(`/media/${mediaId}`, { altText: "A sea" }), 200);
  ok(await ada.patch(path, { header: "Trip", contentWarning: "Deep" }), 200);
  ok(await ada.patch(path, { privacy: "public" }), 200);
  const { editedAt } = ok(await ada.patch(path, { caption: "three", location: null }), 200).data;
  await app.settled();
  const history = async (person: Person) =>
    await walkList(person, `${path}/history`, "versions", 2);
  const own = await history(ada);
  assertEquals(own.map((version) => [version.caption, version.header]), [
    ["two", "Trip"],
    ["two", null],
    ["two", null],
    ["one #lake", null],
    ["one #lake", null],
  ]);
  assertEquals(own.map((version) => version.media), [
    [{ mediaId, altText: "A sea" }],
    [{ mediaId, altText: "A sea" }],
    [{ mediaId, altText: "A lake" }],
    [{ mediaId, altText: "A lake" }],
    [{ mediaId, altText: "" }],
  ]);
  assertEquals(own[0].location, location);
  assertEquals(own[0].contentWarning, "Deep");
  assertEquals(own[4].tags, ["lake"]);
  assertEquals(own[4].createdAt, createdAt);
  assertEquals(own[3].createdAt, own[4].editedAt);
  assertEquals(own[0].editedAt, editedAt);
  assertEquals(Object.keys(own[0]).includes("privacy"), false);
  // A version for fewer people stays theirs.
  assertEquals((await history(bob)).map((version) => version.caption), ["two", "two", "two"]);
  assertEquals((await history(cora)).map((version) => version.caption), ["two"]);
  const anyone = await send(app.fetch, "GET", `/api/v1${path}/history`);
  assertEquals(ok(anyone, 200).data.versions.length, 1);
  ok(await ada.patch(path, { privacy: "private" }), 200);
  await app.settled();
  const missing = await cora.get(`/posts/${crypto.randomUUID()}/history`);
  assertSameAnswer(await cora.get(`${path}/history`), missing);
  await transact(app.ctx.db, (tx) => setSuspended(tx, bob.id, true));
  assertEquals(errorCode(await bob.get(`${path}/history`), 403), "account_suspended");
});

Deno.test("another alt text edits each post that was published with the picture, the same one none", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const mediaId = await insertReadyMedia(app.ctx.sql, ada.id);
  const describe = (person: Person, altText: string) =>
    person.patch(`/media/${mediaId}`, { altText });
  const write = async (post: Record<string, unknown>) =>
    ok(await ada.post("/posts", { mediaIds: [mediaId], ...post }), 201).data.postId;
  const stateOf = async (postId: string) => {
    const { data: { editedAt } } = ok(await ada.get(`/posts/${postId}`), 200);
    const versions = await walkList(ada, `/posts/${postId}/history`, "versions");
    return { editedAt, altTexts: versions.map(({ media }) => media[0].altText), versions };
  };
  const draft = await write({ draft: true });
  const scheduled = await write({ publishAt: new Date(Date.now() + 3_600_000).toISOString() });
  ok(await describe(ada, "A lake"), 200);
  const [one, two, archived, deleted] = await Promise.all(
    ["one @bob", "two", "three", "four"].map((caption) => write({ caption })),
  );
  ok(await ada.post(`/posts/${archived}/archive`), 200);
  ok(await ada.delete(`/posts/${deleted}`), 204);
  const missing = await bob.patch(`/media/${crypto.randomUUID()}`, { altText: "Mine" });
  assertSameAnswer(await describe(bob, "Mine"), missing);
  assertEquals(errorCode(missing, 404), "not_found");
  ok(await describe(ada, "A lake"), 200);
  for (const postId of [one, two, archived, draft, scheduled]) {
    const { editedAt, altTexts } = await stateOf(postId);
    assertEquals([editedAt, altTexts], [null, []]);
  }
  const { data } = ok(await describe(ada, "A sea"), 200);
  assertEquals(data.altText, "A sea");
  ok(await describe(ada, " A sea "), 200);
  ok(await ada.post(`/posts/${deleted}/restore`), 200);
  for (const postId of [one, two, archived, deleted]) {
    const { editedAt, altTexts, versions } = await stateOf(postId);
    assertEquals([editedAt, altTexts], [versions[0].editedAt, ["A lake"]]);
  }
  for (const postId of [draft, scheduled]) {
    const { editedAt, altTexts } = await stateOf(postId);
    assertEquals([editedAt, altTexts], [null, []]);
  }
  const shown = ok(await bob.get(`/posts/${one}`), 200).data;
  assertEquals(shown.media[0].altText, "A sea");
  assert(shown.editedAt >= shown.createdAt);
});

Deno.test("an edit without a difference edits nothing", async () => {
  await using app = await startApp({ env: { CATEGORIES: "nature,city" } });
  const [ada] = await app.people("ada");
  const said = {
    header: "Trip",
    caption: "one #lake",
    tags: ["Dawn"],
    location: { latitude: 1.000000015, longitude: -1e-12, name: "Here" },
    contentWarning: "Deep",
    category: "nature",
  };
  const { postId, media, tags } = await publish(app, ada, said);
  const path = `/posts/${postId}`;
  const mediaIds = media.map((one: { mediaId: string }) => one.mediaId);
  const topic = `post:${postId}`;
  const before = await logOf(app, topic);
  const same = [
    { ...said, mediaIds },
    ...Object.entries(said).map(([part, is]) => ({ [part]: is })),
  ];
  for (const change of [...same, { tags }, { mediaIds }]) {
    assertEquals(ok(await ada.patch(path, change), 200).data.editedAt, null);
  }
  await app.settled();
  assertEquals(await walkList(ada, `${path}/history`, "versions", 2), []);
  assertEquals(await logOf(app, topic), before);

  const other = {
    header: null,
    caption: "two #lake",
    tags: ["dusk"],
    location: { ...said.location, name: "There" },
    contentWarning: null,
    category: "city",
  };
  for (const [part, is] of Object.entries(other)) {
    ok(await ada.patch(path, { ...said, [part]: is }), 200);
    ok(await ada.patch(path, { ...said, mediaIds }), 200);
  }
  await app.settled();
  const versions = await walkList(ada, `${path}/history`, "versions", 5);
  assertEquals(versions.length, 2 * Object.keys(other).length);
  assertEquals((await logOf(app, topic)).length, before.length + versions.length);
});
