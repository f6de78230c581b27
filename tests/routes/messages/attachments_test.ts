import { assert, assertEquals } from "@std/assert";
import { deleteAbandonedUploads } from "../../../jobs/media/delete_abandoned_uploads.ts";
import { deleteStaleObjects } from "../../../jobs/media/delete_stale_objects.ts";
import { startApp, type TestApp } from "../../helpers/app/app.ts";
import { logOf } from "../../helpers/app/traces.ts";
import { makeDm, makeGroup, removeFrom, say } from "../../helpers/conversations/talk.ts";
import {
  aJpeg,
  download,
  objectsUnder,
  putUpload,
  runMedia,
  upload,
} from "../../helpers/media/uploads.ts";
import { block } from "../../helpers/people/social.ts";
import { assertSameAnswer, errorCode, ok } from "../../helpers/people/steps.ts";
import type { Person } from "../../helpers/people/person.ts";

const forMessages = { purpose: "message" };

const pictureOf = async (app: TestApp, owner: Person) =>
  await upload(app, owner, await aJpeg(40, 30), forMessages);

const send = (person: Person, conversationId: string, mediaIds: string[]) =>
  person.post(`/conversations/${conversationId}/messages`, {
    clientId: crypto.randomUUID(),
    mediaIds,
  });

const seenBy = async (person: Person, messageId: string) =>
  ok(await person.get(`/messages/${messageId}`), 200).data;

Deno.test("a picture of a message is private, and its address works while its viewer sees the message", async () => {
  await using app = await startApp();
  const [ada, bob, cyd] = await app.people("ada", "bob", "cyd");
  const id = await makeGroup(app, ada, bob, cyd);
  const mediaId = await pictureOf(app, ada);
  assertEquals((await objectsUnder(app, "public/")).length, 0);
  const sent = ok(await send(ada, id, [mediaId]), 201).data;
  assertEquals([sent.body, sent.media[0].mediaId], [null, mediaId]);
  const addressFor = async (person: Person) => {
    const { media } = await seenBy(person, sent.messageId);
    assert(!media[0].variants.some(({ name }: { name: string }) => name === "original"));
    return media[0].variants[0].url as string;
  };
  const addresses = [await addressFor(ada), await addressFor(bob), await addressFor(cyd)];
  for (const url of addresses) assertEquals((await download(app, url)).status, 200);
  const missing = await bob.get(`/media/${crypto.randomUUID()}`);
  const viaMedia = ok(await bob.get(`/media/${mediaId}`), 200).data;
  assertEquals((await download(app, viaMedia.variants[0].url)).status, 200);
  // A removal, a block and a deletion end it at once.
  await removeFrom(app, id, bob);
  assertSameAnswer(await bob.get(`/media/${mediaId}`), missing);
  for (const url of [addresses[1]!, viaMedia.variants[0].url]) {
    assertEquals((await download(app, url)).status, 404);
  }
  await block(app, cyd, ada);
  assertSameAnswer(await cyd.get(`/media/${mediaId}`), missing);
  assertEquals((await download(app, addresses[2]!)).status, 404);
  assertEquals((await download(app, addresses[0]!)).status, 200);
  ok(await ada.delete(`/messages/${sent.messageId}`), 204);
  assertSameAnswer(await ada.get(`/media/${mediaId}`), missing);
  assertEquals((await download(app, addresses[0]!)).status, 404);
  await deleteStaleObjects.run(app.ctx, new AbortController().signal);
  assertEquals(await objectsUnder(app, "private/"), []);
});

Deno.test("a picture is in one message or in posts, and only its owner sends it", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const id = await makeDm(app, ada, bob);
  const [mediaId, ofPost] = [
    await pictureOf(app, ada),
    await upload(app, ada, await aJpeg(40, 30)),
  ];
  const { mediaId: pending } = await putUpload(app, ada, await aJpeg(40, 30), forMessages);
  const refused = await send(ada, id, [crypto.randomUUID()]);
  assertEquals(errorCode(refused, 422), "unprocessable");
  assertSameAnswer(await send(bob, id, [mediaId]), refused);
  assertSameAnswer(await send(ada, id, [ofPost]), refused);
  assertSameAnswer(await send(ada, id, [pending]), refused);
  assertSameAnswer(await send(ada, id, [mediaId, ofPost]), refused);
  for (const mediaIds of [[mediaId, mediaId], Array(21).fill(mediaId), ["x"]]) {
    assertEquals(errorCode(await send(ada, id, mediaIds), 400), "validation_failed");
  }
  const post = await ada.post("/posts", { mediaIds: [mediaId] });
  assertEquals(errorCode(post, 422), "unprocessable");
  ok(await send(ada, id, [mediaId]), 201);
  assertSameAnswer(await send(ada, id, [mediaId]), refused);
  const deletion = await ada.delete(`/media/${mediaId}`);
  assertEquals(errorCode(deletion, 409), "conflict");
  assertEquals(
    errorCode(await ada.post("/media/upload", { purpose: "x" }), 400),
    "validation_failed",
  );
});

Deno.test("of many messages at once with one picture, one gets it", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const id = await makeDm(app, ada, bob);
  const [one, two] = [await pictureOf(app, ada), await pictureOf(app, ada)];
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, n) => send(ada, id, n % 2 === 0 ? [one, two] : [two])),
  );
  const statuses = answers.map(({ status }) => status);
  const sent = answers.filter(({ status }) => status === 201);
  assertEquals(new Set(statuses), new Set([201, 422]));
  const used = sent.flatMap(({ data }) =>
    data.media.map((one: { mediaId: string }) => one.mediaId)
  );
  assertEquals(new Set(used).size, used.length);
  // The refused ones took no number.
  assertEquals(sent.map(({ data }) => data.seq).sort(), sent.map((_, n) => n + 1));
});

Deno.test("a picture that is still being processed is sent, and everybody hears when it is ready", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const id = await makeDm(app, ada, bob);
  const bytes = await aJpeg(40, 30);
  const [good, bad] = [
    await putUpload(app, ada, bytes, forMessages),
    await putUpload(app, ada, bytes.map((byte, n) => n > 200 ? 0 : byte), forMessages),
  ];
  for (const { uploadId } of [good, bad]) {
    ok(await ada.post(`/media/upload/${uploadId}/complete`), 202);
  }
  const sent = ok(await send(ada, id, [good.mediaId, bad.mediaId]), 201).data;
  const statusesFor = async (person: Person) =>
    (await seenBy(person, sent.messageId)).media.map(({ status }: { status: string }) => status);
  assertEquals(await statusesFor(bob), ["processing", "processing"]);
  await runMedia(app);
  assertEquals(await statusesFor(bob), ["ready", "failed"]);
  assertEquals((await seenBy(bob, sent.messageId)).rev, 2);
  const types = (await logOf(app, `conversation:${id}`)).map(({ type }) => type);
  assertEquals(types.filter((type) => type === "message.updated").length, 2);
});

Deno.test("pictures count as used by their message, and unused ones are deleted", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const id = await makeDm(app, ada, bob);
  const [used, unused] = [await pictureOf(app, ada), await pictureOf(app, ada)];
  const sent = ok(await send(ada, id, [used]), 201).data;
  const { sql } = app.ctx;
  await sql`update media set created_at = now() - interval '2 days'`;
  await deleteAbandonedUploads.run(app.ctx, new AbortController().signal);
  ok(await ada.get(`/media/${used}`), 200);
  ok(await ada.get(`/media/${unused}`), 404);
  assertEquals((await seenBy(bob, sent.messageId)).media.length, 1);
  assertEquals((await say(bob, id, "Nice", { parentId: sent.messageId })).parent.body, null);
});
