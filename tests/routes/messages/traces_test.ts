import { assert, assertEquals } from "@std/assert";
import { deleteStaleObjects } from "../../../jobs/media/delete_stale_objects.ts";
import { startApp, type TestApp } from "../../helpers/app/app.ts";
import { scanDatabase, scanKv, scanStorage } from "../../helpers/app/scan.ts";
import { makeGroup, say } from "../../helpers/conversations/talk.ts";
import { aJpeg, objectsUnder, upload } from "../../helpers/media/uploads.ts";
import { ok } from "../../helpers/people/steps.ts";

const CANARY = "zzcanaryzz";
const EDITED = "zzeditedzz";

async function tracesOf(app: TestApp, word: string): Promise<string[]> {
  await app.settled();
  await deleteStaleObjects.run(app.ctx, new AbortController().signal);
  return [
    ...await scanDatabase(app.ctx.sql, word),
    ...await scanKv(app.ctx.kvStores, word),
    ...await scanStorage(app, word),
  ];
}

Deno.test("of a deleted message no word is left in Postgres, KV or storage, nor is its picture", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const id = await makeGroup(app, ada, bob);
  const mediaIds = [await upload(app, ada, await aJpeg(40, 30), { purpose: "message" })];
  const preview = { url: `https://example.com/${CANARY}`, title: CANARY };
  const sent = await say(ada, id, `Hello @bob ${CANARY}`, { mediaIds, preview });
  await say(bob, id, "Yes", { parentId: sent.messageId });
  ok(await bob.put(`/messages/${sent.messageId}/reactions/🔥`), 200);
  assert((await tracesOf(app, CANARY)).length > 0);
  // An edit leaves nothing of the former text.
  ok(await ada.patch(`/messages/${sent.messageId}`, { body: `Hello @bob ${EDITED}` }), 200);
  const left = await tracesOf(app, CANARY);
  assertEquals(left.filter((trace) => !trace.includes("example.com")), []);
  assert((await tracesOf(app, EDITED)).length > 0);
  ok(await ada.delete(`/messages/${sent.messageId}`), 204);
  for (const word of [CANARY, EDITED]) assertEquals(await tracesOf(app, word), []);
  assertEquals(await objectsUnder(app, "private/"), []);
  assertEquals(await objectsUnder(app, "uploads/"), []);
  for (const person of [ada, bob]) {
    const { data } = ok(await person.get(`/search/messages?q=${EDITED}`), 200);
    assertEquals(data.messages, []);
  }
});
