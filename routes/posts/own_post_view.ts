import { z } from "zod";
import type { PostId } from "../../domain/ids.ts";
import type { Context } from "../../context/mod.ts";
import { findSessionsEnd } from "../../db/people/sessions_end.ts";
import {
  loadCounters,
  loadPostCards,
  loadViewerStates,
  type PostCard,
} from "../../db/posts/cards.ts";
import { isPostVisible } from "../../db/posts/replies.ts";
import { one, type Sql } from "../../db/sql.ts";
import { loadUserCard, visibleAmong } from "../../db/people/cards.ts";
import { POST_RESTORE_DAYS } from "../../domain/limits.ts";
import { postSchema, type PostView, postView } from "./post_view.ts";
import { timeSchema } from "../http/values.ts";

const DAY_MS = 86_400_000;

/** A deleted post as its author sees it. */
export const deletedPostSchema = postSchema.extend({
  deletedAt: timeSchema,
  /** It can be restored until then. */
  erasedAfter: timeSchema,
}).meta({ id: "DeletedPost" });

/**
 * Returns a post of the viewer that a transaction just wrote. Everything is read through the
 * transaction: a request that holds one connection and waits for another could wait forever.
 */
export async function ownPostView(ctx: Context, sql: Sql, postId: PostId): Promise<PostView> {
  const { view } = await one(loadOwn(ctx, sql, [postId]));
  return view;
}

/** Returns posts of the viewer, in this order, without those just erased. */
export async function ownPostViews(
  ctx: Context,
  sql: Sql,
  postIds: readonly PostId[],
): Promise<PostView[]> {
  return (await loadOwn(ctx, sql, postIds)).map(({ view }) => view);
}

/** Returns deleted posts of the viewer, in this order, without those just erased or restored. */
export async function deletedPostViews(
  ctx: Context,
  sql: Sql,
  postIds: readonly PostId[],
): Promise<z.input<typeof deletedPostSchema>[]> {
  return (await loadOwn(ctx, sql, postIds)).flatMap(({ card: { deletedAt }, view }) => {
    if (deletedAt === null) return []; // restored meanwhile
    const erasedAfter = new Date(deletedAt.getTime() + POST_RESTORE_DAYS * DAY_MS);
    const times = {
      deletedAt: deletedAt.toISOString(),
      erasedAfter: erasedAfter.toISOString(),
    };
    return [{ ...view, ...times }];
  });
}

async function loadOwn(
  ctx: Context,
  sql: Sql,
  postIds: readonly PostId[],
): Promise<{ card: PostCard; view: PostView }[]> {
  const cards = await loadPostCards(sql, postIds);
  const [first] = cards.values();
  if (first === undefined) return [];
  const counters = await loadCounters(sql, postIds);
  const author = await loadUserCard(sql, first.authorId);
  const { viewerStates } = await loadViewerStates(sql, author.id, postIds);
  const viewer = { viewerId: author.id, sessionsEndedAt: await findSessionsEnd(sql, author.id) };
  const loaded = [];
  for (const id of postIds) {
    const [written, counted] = [cards.get(id), counters.get(id)];
    if (written === undefined || counted === undefined) continue; // erased meanwhile
    const card = await withoutHidden(sql, written);
    const viewerState = viewerStates.get(id)!;
    const seen = { card, author, counters: counted, viewerState, viewer, isOwn: true };
    loaded.push({ card, view: postView(ctx, seen) });
  }
  return loaded;
}

/** Returns the post without the mentions and the parent that are hidden from its author. */
async function withoutHidden(sql: Sql, card: PostCard): Promise<PostCard> {
  const { authorId, parentPostId } = card;
  const isParentSeen = parentPostId !== null && await isPostVisible(sql, authorId, parentPostId);
  return {
    ...card,
    mentions: await shownMentions(sql, card),
    parentPostId: isParentSeen ? parentPostId : null,
  };
}

/** Returns the mentions of people whom the author sees. */
async function shownMentions(sql: Sql, { authorId, mentions }: PostCard) {
  if (mentions.length === 0) return mentions;
  const shown = await visibleAmong(sql, authorId, mentions.map(({ userId }) => userId));
  return mentions.filter(({ userId }) => shown.has(userId));
}
