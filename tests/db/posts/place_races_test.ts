import { assertEquals } from "@std/assert";
import { transact } from "../../../db/transact.ts";
import { updatePost } from "../../../db/posts/edits.ts";
import { publishReadyPosts } from "../../../db/posts/publication.ts";
import { restorePost } from "../../../db/posts/restoration.ts";
import { publishDuePost } from "../../../db/posts/schedules.ts";
import { publishPost } from "../../../db/posts/states.ts";
import type { Tx } from "../../../db/transact.ts";
import type { MediaId, PostId } from "../../../domain/ids.ts";
import { startApp } from "../../helpers/app/app.ts";
import { insertSpace } from "../../helpers/conversations/inserted.ts";
import { insertReadyMedia } from "../../helpers/media/media.ts";
import { ok } from "../../helpers/people/steps.ts";
import { somebodyWaits } from "../../helpers/sql/waiting.ts";

const OPTIONS = { photoOnly: true };

/** A way of a post into a space: its row before that, and the write that brings it there. */
interface Way {
  name: string;
  status: string;
  isDeleted?: boolean;
  go(tx: Tx, postId: PostId, more: { mediaIds: MediaId[]; userId: string }): Promise<unknown>;
}

const WAYS: Way[] = [
  { name: "draft", status: "draft", go: (tx, id) => publishPost(tx, id, OPTIONS) },
  { name: "schedule", status: "scheduled", go: (tx, id) => publishDuePost(tx, id) },
  {
    name: "pictures",
    status: "processing",
    go: (tx, _id, { mediaIds }) => publishReadyPosts(tx, mediaIds),
  },
  { name: "archive", status: "archived", go: (tx, id) => publishPost(tx, id, OPTIONS) },
  {
    name: "deletion",
    status: "published",
    isDeleted: true,
    go: (tx, id, { userId }) => restorePost(tx, id, userId as never, OPTIONS),
  },
  {
    name: "edit",
    status: "published",
    go: (tx, id) => updatePost(tx, id, { caption: "Changed" }, OPTIONS),
  },
];

for (const { name, status, isDeleted = false, go } of WAYS) {
  Deno.test(`nothing comes out in a space after its author has left: ${name}`, async () => {
    await using app = await startApp();
    const { sql, db } = app.ctx;
    const [ada, bob] = await app.people("ada", "bob");
    const spaceId = await insertSpace(app, "Harbour", [ada, bob]);
    const mediaIds = [await insertReadyMedia(sql, bob.id, "private")];
    const { postId } = ok(await bob.post("/posts", { mediaIds, spaceId, caption: "Late" }), 201)
      .data;
    const isOut = status === "published";
    await sql`
      update posts set status = ${status}, sort_id = case when ${isOut} then sort_id end,
        archived_sort_id = case when ${status === "archived"} then sort_id end,
        deleted_at = case when ${isDeleted} then now() end,
        publish_at = case when ${status === "scheduled"} then now() end
      where id = ${postId}`;
    const { going } = await sql.begin(async (leaving) => {
      await leaving`
        delete from space_members where space_id = ${spaceId} and user_id = ${bob.id}`;
      const writing = transact(db, (tx) => go(tx, postId, { mediaIds, userId: bob.id }));
      await somebodyWaits(sql);
      return { going: writing.then(() => "written", ({ code }) => code) };
    });
    const fails = status === "scheduled" || status === "processing";
    assertEquals(await going, fails ? "written" : "not_found");
    const [post] = await sql`
      select status, caption, sort_id is not null and deleted_at is null as is_shown
      from posts where id = ${postId}`;
    assertEquals(post, {
      status: fails ? "failed" : status,
      caption: "Late",
      isShown: isOut && !isDeleted,
    });
  });
}
