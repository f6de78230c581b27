import type { Context } from "../../context/mod.ts";
import {
  eraseConversation,
  eraseMessages,
  erasePeopleOf,
  eraseSpace,
  eraseStates,
  findAnyPostIn,
  findAnyRoomOf,
  listConversationsToErase,
  listSpacesToErase,
} from "../../db/erasure/places.ts";
import { deletePost } from "../../db/posts/posts.ts";
import { transact } from "../../db/transact.ts";
import type { ConversationId, PostId, SpaceId } from "../../domain/ids.ts";
import { erasePostInSteps } from "../posts/erase_deleted_posts.ts";
import { forEachApart } from "../runtime/apart.ts";
import type { Job } from "../runtime/job.ts";

/** Rows of one transaction: others who need one of them wait for milliseconds. */
const BATCH = 200;

/** Erases groups, rooms and spaces that were deleted long ago, with all that is in them. */
export const eraseDeletedPlaces: Job = {
  name: "erase_deleted_places",
  summary: "Erases conversations and spaces that were deleted long ago",
  schedule: "17 * * * *",
  async run(ctx, signal) {
    const spaces = await forEachApart(
      ctx,
      signal,
      (after: { id: SpaceId } | null, limit) =>
        listSpacesToErase(ctx.sql, after?.id ?? null, limit),
      ({ id }) => eraseSpaceInSteps(ctx, id, signal),
    );
    const conversations = await forEachApart(
      ctx,
      signal,
      (after: { id: ConversationId } | null, limit) =>
        listConversationsToErase(ctx.sql, after?.id ?? null, limit),
      ({ id }) => eraseConversationInSteps(ctx, id, signal),
    );
    return {
      spaces: spaces.done,
      conversations: conversations.done,
      failed: spaces.failed + conversations.failed,
    };
  },
};

async function eraseConversationInSteps(
  { sql, db }: Context,
  id: ConversationId,
  signal: AbortSignal,
): Promise<boolean> {
  while (!signal.aborted) {
    if (await transact(db, (tx) => eraseMessages(tx, id, BATCH)) > 0) continue;
    if (await eraseStates(sql, id, BATCH) > 0) continue;
    await eraseConversation(sql, id);
    return true;
  }
  return false;
}

async function eraseSpaceInSteps(
  ctx: Context,
  id: SpaceId,
  signal: AbortSignal,
): Promise<boolean> {
  while (!signal.aborted) {
    const roomId = await findAnyRoomOf(ctx.sql, id);
    if (roomId !== null) {
      await eraseConversationInSteps(ctx, roomId, signal);
      continue;
    }
    const postId = await findAnyPostIn(ctx.sql, id);
    if (postId !== null) {
      await erasePostNow(ctx, postId, signal);
      continue;
    }
    if (await erasePeopleOf(ctx.sql, id, BATCH) > 0) continue;
    await eraseSpace(ctx.sql, id);
    return true;
  }
  return false;
}

async function erasePostNow(ctx: Context, id: PostId, signal: AbortSignal): Promise<void> {
  await transact(ctx.db, (tx) => deletePost(tx, id));
  await erasePostInSteps(ctx, id, signal);
}
