import { assertEquals, assertNotEquals } from "@std/assert";
import type { MediaId } from "../../../domain/ids.ts";
import { startApp } from "../../helpers/app/app.ts";
import { errorCode, ok, publish } from "../../helpers/people/steps.ts";
import { insertReadyMedia } from "../../helpers/media/media.ts";

const idsOf = (post: { media: { mediaId: string }[] }) => post.media.map((one) => one.mediaId);

Deno.test("the author sorts, adds and removes pictures, twenty at most", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const { sql } = app.ctx;
  const ready = () => insertReadyMedia(sql, ada.id);
  const ids = await Promise.all(Array.from({ length: 21 }, ready));
  const { postId } = ok(await ada.post("/posts", { mediaIds: ids.slice(0, 3) }), 201).data;
  const path = `/posts/${postId}`;
  const [first, second, third] = ids as [MediaId, MediaId, MediaId];
  const change = async (mediaIds: string[]) => ok(await ada.patch(path, { mediaIds }), 200).data;
  assertEquals(idsOf(await change([third, first, second])), [third, first, second]);
  const many = ids.slice(0, 20).reverse();
  assertEquals(idsOf(await change(many)), many);
  assertEquals(idsOf(ok(await bob.get(path), 200).data), many);
  assertEquals(errorCode(await ada.patch(path, { mediaIds: ids }), 400), "validation_failed");
  const edited = await change([second]);
  assertEquals(idsOf(edited), [second]);
  assertNotEquals(edited.editedAt, null);
  const history = ok(await bob.get(`${path}/history`), 200).data.versions;
  assertEquals(history.length, 3);
  assertEquals(idsOf(history[0]), many);
  // Only its owner sees a removed picture, and may delete it.
  assertEquals(errorCode(await bob.get(`/media/${first}`), 404), "not_found");
  ok(await ada.delete(`/media/${first}`), 204);
  assertEquals(errorCode(await ada.delete(`/media/${second}`), 409), "conflict");
  assertEquals(errorCode(await bob.patch(path, { mediaIds: [third] }), 403), "forbidden");
});

Deno.test("a published post accepts no missing, foreign or unready picture", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const { sql } = app.ctx;
  const { postId, media } = await publish(app, ada);
  const { mediaId } = media[0];
  const refuse = async (mediaIds: string[]) => {
    const answer = await ada.patch(`/posts/${postId}`, { mediaIds });
    assertEquals(errorCode(answer, 422), "unprocessable");
    return answer.body.error.message;
  };
  assertEquals(await refuse([]), "A post needs at least one picture.");
  const bobs = await insertReadyMedia(sql, bob.id);
  assertEquals(await refuse([mediaId, bobs]), await refuse([mediaId, crypto.randomUUID()]));
  const other = await insertReadyMedia(sql, ada.id);
  for (const status of ["pending", "processing", "failed"]) {
    await sql`update media set status = ${status} where id = ${other}`;
    await refuse([mediaId, other]);
  }
  assertEquals(await refuse([other]), "A picture of this post could not be processed.");
  assertEquals(idsOf(ok(await bob.get(`/posts/${postId}`), 200).data), [mediaId]);
  assertEquals(ok(await ada.get(`/posts/${postId}/history`), 200).data.versions, []);
});

Deno.test("pictures that are added or removed move to the place of their audience", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const { sql } = app.ctx;
  const { postId, media } = await publish(app, ada);
  const { postId: secretId } = await publish(app, ada, { privacy: "private" });
  const [{ mediaId: shown }] = media;
  const other = await insertReadyMedia(sql, ada.id);
  const stateOf = async (id: string) => {
    const [row] = await sql<{ wantedPlacement: string; isRekeyWanted: boolean }[]>`
      select wanted_placement, is_rekey_wanted from media where id = ${id}`;
    return [row!.wantedPlacement, row!.isRekeyWanted];
  };
  ok(await ada.patch(`/posts/${postId}`, { mediaIds: [other] }), 200);
  // Old addresses end.
  assertEquals(await stateOf(shown), ["private", true]);
  assertEquals(await stateOf(other), ["public", false]);
  ok(await ada.patch(`/posts/${secretId}`, { mediaIds: [shown] }), 200);
  assertEquals((await stateOf(shown))[0], "private");
  ok(await ada.patch(`/posts/${postId}`, { mediaIds: [shown, other] }), 200);
  assertEquals((await stateOf(shown))[0], "public");
});
