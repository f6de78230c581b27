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

/** A deleted post as its author finds it. */
export const deletedPostSchema = postSchema.extend({
  deletedAt: timeSchema,
  /** Until then it can be restored. */
  erasedAfter: timeSchema,
});

/**
 * A post of the viewer's own as a transaction has just written it. All is read through the
 * transaction: waiting for a second connection while holding one could wait for ever.
 */
export async function ownPostView(ctx: Context, sql: Sql, postId: PostId): Promise<PostView> {
  const { view } = await one(loadOwn(ctx, sql, [postId]));
  return view;
}

/** Posts of the viewer's own, in this order. */
export async function ownPostViews(
  ctx: Context,
  sql: Sql,
  postIds: readonly PostId[],
): Promise<PostView[]> {
  return (await loadOwn(ctx, sql, postIds)).map(({ view }) => view);
}

/** Deleted posts of the viewer's own, in this order. */
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

/** The post without people and a parent whom its author does not see. */
async function withoutHidden(sql: Sql, card: PostCard): Promise<PostCard> {
  const { authorId, parentPostId } = card;
  const isParentSeen = parentPostId !== null && await isPostVisible(sql, authorId, parentPostId);
  return {
    ...card,
    mentions: await shownMentions(sql, card),
    parentPostId: isParentSeen ? parentPostId : null,
  };
}

/** The mentions in a post of people whom its author sees. */
async function shownMentions(sql: Sql, { authorId, mentions }: PostCard) {
  if (mentions.length === 0) return mentions;
  const shown = await visibleAmong(sql, authorId, mentions.map(({ userId }) => userId));
  return mentions.filter(({ userId }) => shown.has(userId));
}
