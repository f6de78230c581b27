import { assertEquals } from "@std/assert";
import { startApp } from "../../helpers/app/app.ts";
import { errorCode, ok } from "../../helpers/people/steps.ts";
import { type Person, send } from "../../helpers/people/person.ts";
import { aJpeg, aPng, download, fileOf, runMedia, sendForm } from "../../helpers/media/uploads.ts";

const avatarOf = async (reader: Person, user: Person) =>
  ok(await reader.get(`/users/${user.id}`), 200).data.avatar;

Deno.test("an avatar stays until the next one is processed, and everybody sees it", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const image = fileOf(await aJpeg(400, 300));
  const { mediaId, status } = ok(await sendForm(ada, "/users/me/avatar", { image }), 202).data;
  assertEquals(status, "processing");
  assertEquals(await avatarOf(bob, ada), null);
  await runMedia(app);
  const first = await avatarOf(bob, ada);
  assertEquals((await download(app, first)).status, 200);
  ok(await bob.get(`/media/${mediaId}`), 200);

  const next = fileOf(await aPng(300, 300), "image/png");
  ok(await sendForm(ada, "/users/me/avatar", { image: next }), 202);
  assertEquals(await avatarOf(bob, ada), first);
  await runMedia(app);
  const second = await avatarOf(bob, ada);
  assertEquals([typeof second, second === first], ["string", false]);
});

Deno.test("a picture that cannot be processed leaves the avatar unchanged", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  ok(await sendForm(ada, "/users/me/avatar", { image: fileOf(await aJpeg(40, 30)) }), 202);
  await runMedia(app);
  const before = await avatarOf(ada, ada);
  const cut = (await aJpeg(400, 300)).slice(0, 400);
  ok(await sendForm(ada, "/users/me/avatar", { image: fileOf(cut) }), 202);
  assertEquals((await runMedia(app)).failed, 1);
  assertEquals(await avatarOf(ada, ada), before);
});

Deno.test("DELETE /users/me/avatar removes the picture, even one in processing", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const image = fileOf(await aJpeg(40, 30));
  ok(await sendForm(ada, "/users/me/avatar", { image }), 202);
  ok(await ada.delete("/users/me/avatar"), 204);
  await runMedia(app);
  assertEquals(await avatarOf(ada, ada), null);
  ok(await sendForm(ada, "/users/me/avatar", { image }), 202);
  await runMedia(app);
  ok(await ada.delete("/users/me/avatar"), 204);
  assertEquals(await avatarOf(ada, ada), null);
});

Deno.test("an avatar is one picture in a form, and needs a token", async () => {
  await using app = await startApp();
  const [ada] = await app.people("ada");
  const image = fileOf(await aPng(8, 8), "image/png");
  const post = (fields: Record<string, string | File>) => sendForm(ada, "/users/me/avatar", fields);
  assertEquals(errorCode(await post({ image, caption: "unknown" }), 400), "validation_failed");
  assertEquals(errorCode(await post({}), 400), "validation_failed");
  assertEquals(errorCode(await post({ image: fileOf(new Uint8Array(0)) }), 422), "unprocessable");
  for (const method of ["POST", "DELETE"]) {
    const answer = await send(app.fetch, method, "/api/v1/users/me/avatar");
    assertEquals(errorCode(answer, 401), "unauthenticated");
  }
});
