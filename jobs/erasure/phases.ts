import { forgetAuthor, forgetUser, refuseOlderWrites } from "../../actors/users/erasure.ts";
import { feedActor } from "../../actors/users/feed.ts";
import { inboxActor } from "../../actors/users/inbox.ts";
import { listUsers } from "../../actors/users/users.ts";
import type { Context } from "../../context/mod.ts";
import {
  endFollowsOf,
  eraseComments,
  retractCausesOf,
  withdrawLikes,
} from "../../db/erasure/actions.ts";
import { withdrawReactions } from "../../db/comments/reactions.ts";
import { eraseCollected, erasePinsOf } from "../../db/erasure/collections.ts";
import { eraseEngagement, eraseMedia, erasePost, findAnyPostOf } from "../../db/erasure/posts.ts";
import { eraseExports, eraseRows, eraseUser, isWaiting, lastEvent } from "../../db/erasure/rows.ts";
import { eraseMessageMarks, eraseMessages, leaveDms, leaveGroups } from "../../db/erasure/talk.ts";
import { withdrawReposts } from "../../db/engagement/reposts.ts";
import { leaveSpaces } from "../../db/spaces/succession.ts";
import { transact, type Tx } from "../../db/transact.ts";
import { FIRST_ID, type UserId } from "../../domain/ids.ts";
import { deleteStaleObjects } from "../media/delete_stale_objects.ts";

/** The outcome of a step: "more" of the same phase, "done", or "wait" for work by others. */
export type StepOutcome = "more" | "done" | "wait";

/** A part of an erasure. Its steps are short and may be repeated at any time. */
export interface ErasurePhase {
  name: string;
  step(ctx: Context, userId: UserId, signal: AbortSignal): Promise<StepOutcome>;
}

/** Rows of one transaction: others who need one of them wait for milliseconds. */
const BATCH = 100;
const PEOPLE_BATCH = 25;
const SPACES_BATCH = 10;
const GROUPS_BATCH = 10;

const more = (count: number): StepOutcome => count > 0 ? "more" : "done";

/** Makes a step of one transaction, which returns the number of rows that it handled. */
function written(
  erase: (tx: Tx, userId: UserId, limit: number) => Promise<number>,
  limit = BATCH,
): ErasurePhase["step"] {
  return async ({ db }, userId) => more(await transact(db, (tx) => erase(tx, userId, limit)));
}

/**
 * The phases of an erasure, in order. Things that are counted elsewhere are withdrawn, then
 * deleted.
 */
export const ERASURE_PHASES: readonly ErasurePhase[] = [
  { name: "likes", step: written(withdrawLikes) },
  { name: "reactions", step: written(withdrawReactions) },
  { name: "comments", step: written(eraseComments) },
  { name: "reposts", step: written(withdrawReposts) },
  { name: "posts", step: eraseOnePost },
  {
    name: "boards",
    step: async ({ sql }, userId) => more(await erasePinsOf(sql, userId, BATCH)),
  },
  { name: "messages", step: written(eraseMessages) },
  { name: "message_marks", step: written(eraseMessageMarks) },
  { name: "groups", step: written(leaveGroups, GROUPS_BATCH) },
  { name: "dms", step: written(leaveDms) },
  { name: "spaces", step: written(leaveSpaces, SPACES_BATCH) },
  { name: "follows", step: written(endFollowsOf, PEOPLE_BATCH) },
  // Most causes were deleted with the things that they are about.
  { name: "deeds_delivered", step: awaitDelivery },
  { name: "notices", step: retractCauses },
  { name: "notices_delivered", step: awaitDelivery },
  { name: "media", step: written(eraseMedia) },
  { name: "exports", step: giveUpExports },
  { name: "rows", step: async ({ sql }, userId) => more(await eraseRows(sql, userId, BATCH)) },
  {
    name: "user",
    async step({ db }, userId) {
      await transact(db, (tx) => eraseUser(tx, userId));
      return "done";
    },
  },
  // From here on nobody writes anything about the person.
  { name: "user_delivered", step: awaitDelivery },
  { name: "memory", step: forgetInKv },
  { name: "feeds", step: forgetInFeeds },
  {
    name: "objects",
    async step(ctx, _userId, signal) {
      await deleteStaleObjects.run(ctx, signal);
      return "done";
    },
  },
];

async function eraseOnePost({ sql, db }: Context, userId: UserId): Promise<StepOutcome> {
  const postId = await findAnyPostOf(sql, userId);
  if (postId === null) return "done";
  if (await transact(db, (tx) => eraseEngagement(tx, postId, BATCH)) > 0) return "more";
  if (await eraseCollected(sql, postId, BATCH) > 0) return "more";
  await transact(db, (tx) => erasePost(tx, postId));
  return "more";
}

/** Waits until all events so far are delivered; another instance may be delivering them. */
async function awaitDelivery({ sql, relay }: Context): Promise<StepOutcome> {
  const seq = await lastEvent(sql);
  await relay.idle();
  return await isWaiting(sql, seq) ? "wait" : "done";
}

async function retractCauses(
  { db }: Context,
  userId: UserId,
  signal: AbortSignal,
): Promise<StepOutcome> {
  for (let after: string | null = FIRST_ID; after !== null;) {
    if (signal.aborted) return "more";
    const place: string = after;
    after = await transact(
      db,
      (tx) => retractCausesOf(tx, userId, { after: place, limit: BATCH }),
    );
  }
  return "done";
}

async function giveUpExports({ sql, storage }: Context, userId: UserId): Promise<StepOutcome> {
  for (const { key, uploadId } of await eraseExports(sql, userId)) {
    await storage.abortUpload(key, uploadId);
  }
  return "done";
}

async function forgetInKv(ctx: Context, userId: UserId): Promise<StepOutcome> {
  const { kv, kvStores, actors } = ctx;
  await refuseOlderWrites(kvStores);
  await forgetUser(kv, userId);
  actors.evict(feedActor, userId);
  actors.evict(inboxActor, userId);
  return "done";
}

/** Searches all feeds: a row stays even if its author is no longer followed. */
async function forgetInFeeds(
  { kv, kvStores, actors }: Context,
  userId: UserId,
  signal: AbortSignal,
): Promise<StepOutcome> {
  for await (const readerId of listUsers(kvStores)) {
    if (signal.aborted) return "more";
    if (await forgetAuthor(kv, readerId, userId) > 0) actors.evict(feedActor, readerId);
  }
  return "done";
}
