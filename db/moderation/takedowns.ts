import type { CommentId, MessageId, PostId, SpaceId, UserId } from "../../domain/ids.ts";
import type { Subject } from "../../domain/moderation/moderation.ts";
import { AppError, must } from "../../lib/errors.ts";
import { showThread } from "../comments/threads.ts";
import { lockReported, placeTakedown } from "../messages/takedowns.ts";
import { placeMediaOf } from "../posts/media_placement.ts";
import type { ModerationAction } from "./actions.ts";
import type { Sql } from "../sql.ts";
import type { Tx } from "../transact.ts";
import { logVerdict, requireOthersCase, tellPerson, type Verdict } from "./verdicts.ts";

/** The tables of the things that can be taken down. */
export const TABLES = { post: "posts", comment: "comments", message: "messages" } as const;
/** A subject that can be taken down. */
export type TakedownSubject = Subject & { type: keyof typeof TABLES };

/** Hides something from everybody but its author, and notifies the author of the reason. */
export async function takeDown(
  tx: Tx,
  verdict: Verdict,
  subject: TakedownSubject,
): Promise<ModerationAction> {
  const found = must(await lockSubject(tx.sql, subject), "Content not found.");
  requireOthersCase(verdict, found.authorId);
  if (found.takedownId !== null) {
    throw new AppError("conflict", "This content is already taken down.");
  }
  const action = `${subject.type}.takedown` as const;
  const act = await logVerdict(tx, verdict, { action, subject, personId: found.authorId });
  await setTakedown(tx, subject, found, act.id);
  await tellPerson(tx, verdict, act);
  return act;
}

/** Shows something again that was taken down. */
export async function restore(
  tx: Tx,
  verdict: Verdict,
  subject: TakedownSubject,
): Promise<ModerationAction> {
  const found = must(await lockSubject(tx.sql, subject), "Content not found.");
  requireOthersCase(verdict, found.authorId);
  if (found.takedownId === null) throw new AppError("conflict", "This content is not taken down.");
  const action = `${subject.type}.restore` as const;
  const act = await logVerdict(tx, verdict, { action, subject, personId: found.authorId });
  await setTakedown(tx, subject, found, null);
  if (!verdict.appealId) await tellPerson(tx, verdict, act);
  return act;
}

interface Found {
  authorId: UserId;
  /** The space of a post. */
  spaceId?: SpaceId | null;
  takedownId: string | null;
  /** Whether it counts while it is not taken down. */
  isCounted: boolean;
}

/** Locks and returns a subject, even a deleted one, because its author may restore it. */
async function lockSubject(sql: Sql, { type, id }: TakedownSubject): Promise<Found | undefined> {
  if (type === "post") {
    const [post] = await sql<Found[]>`
      select author_id, space_id, takedown_id,
        status = 'published' and deleted_at is null as is_counted
      from posts where id = ${id} for update`;
    return post;
  }
  if (type === "message") return await lockReported(sql, id as MessageId);
  // Lock the post first, as everywhere, because its counter changes.
  await sql`
    select from posts where id = (select post_id from comments where id = ${id})
    for no key update`;
  const [comment] = await sql<Found[]>`
    select author_id, takedown_id,
      deleted_at is null and not is_filtered as is_counted
    from comments where id = ${id} for update`;
  return comment;
}

async function setTakedown(
  tx: Tx,
  { type, id }: TakedownSubject,
  found: Found,
  takedownId: string | null,
): Promise<void> {
  if (type === "message") return await placeTakedown(tx, id as MessageId, takedownId);
  await tx.sql`update ${tx.sql(TABLES[type])} set takedown_id = ${takedownId} where id = ${id}`;
  const isShown = takedownId === null;
  if (type === "post") await showPost(tx, id as PostId, found, isShown);
  else if (found.isCounted) await showThread(tx, id as CommentId, isShown);
}

/** Updates counters, pictures and events after a post was taken down or restored. */
async function showPost(tx: Tx, postId: PostId, found: Found, isShown: boolean): Promise<void> {
  const { authorId, spaceId = null, isCounted } = found;
  if (isCounted) {
    await tx.sql`
      update users set posts_count = posts_count + ${isShown ? 1 : -1} where id = ${authorId}`;
  }
  await placeMediaOf(tx, postId, { isNarrower: !isShown });
  const mentioned = isShown && isCounted
    ? await tx.sql<{ userId: UserId }[]>`
      select user_id from post_mentions where post_id = ${postId}`
    : [];
  const mentionedIds = mentioned.map((row) => row.userId);
  tx.record({ type: "post.updated", postId, authorId, spaceId, mentionedIds });
}
