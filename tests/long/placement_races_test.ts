import { assertEquals } from "@std/assert";
import { isShownToAll } from "../../db/posts/media_placement.ts";
import { startApp } from "../helpers/app/app.ts";
import { ok, publish } from "../helpers/people/steps.ts";
import { insertReadyMedia } from "../helpers/media/media.ts";
import { atOnce, raceInRounds } from "./racing.ts";

Deno.test("200 races of posts and their accounts leave every picture in the place of its audience", async () => {
  await using app = await startApp();
  const posts = new Map<string, string>();
  await raceInRounds(app, { races: 200, pairs: 10 }, async ({ one, other, round }) => {
    const isPrivate = round % 2 === 0;
    if (round === 0) {
      posts.set(one.id, (await publish(app, one, { privacy: "followers" })).postId);
    } else if (!isPrivate) {
      ok(await other.post(`/users/${one.id}/follow`), 200);
    }
    const privacy = isPrivate ? "public" : "followers";
    const mediaIds = [await insertReadyMedia(app.ctx.sql, one.id, "private")];
    const answers = await atOnce(app, [
      () => one.patch(`/posts/${posts.get(one.id)}`, { privacy }),
      () => one.patch("/users/me", { isPrivate }),
      () => one.post("/posts", { mediaIds, privacy }),
    ]);
    assertEquals(answers.map(({ status }) => status), [200, 200, 201]);
  });
  const { sql } = app.ctx;
  const misplaced = await sql<{ id: string }[]>`
    select m.id from media m where (m.wanted_placement = 'public') <> ${isShownToAll(sql)}`;
  assertEquals(misplaced.length, 0);
  const stuck = await sql<{ id: string }[]>`
    select p.id from posts p where p.status = 'processing' and not exists (
      select from post_media pm join media m on m.id = pm.media_id
      where pm.post_id = p.id and m.placement <> m.wanted_placement)`;
  assertEquals(stuck.length, 0);
});
