import type { PostId, UserId } from "../../domain/ids.ts";
import { GRANTS_PER_POST_MAX } from "../../domain/limits.ts";
import { AppError } from "../../lib/errors.ts";
import { lockPair } from "../people/follows.ts";
import { placeMediaOf } from "../posts/media_placement.ts";
import { requireAuthor } from "../posts/posts.ts";
import { requireNoSpace } from "../posts/spaces.ts";
import { one } from "../sql.ts";
import type { Tx } from "../transact.ts";

/** A post, and a person who sees it beside its audience. */
export interface Grant {
  postId: PostId;
  userId: UserId;
}

/** Shows an author's post to one more person. Repeating it changes nothing. */
export async function grantPost(tx: Tx, authorId: UserId, grant: Grant): Promise<void> {
  const { postId, userId } = grant;
  await requireAuthor(tx.sql, postId, authorId);
  await requireNoSpace(tx.sql, postId);
  if (userId === authorId) return;
  await lockPair(tx.sql, authorId, userId);
  const others = await one(tx.sql<{ count: number }[]>`
    select count(*)::int from post_grants where post_id = ${postId} and user_id <> ${userId}`);
  if (others.count >= GRANTS_PER_POST_MAX) {
    throw new AppError(
      "unprocessable",
      `A post can be shared with at most ${GRANTS_PER_POST_MAX} people.`,
    );
  }
  const { count } = await tx.sql`
    insert into post_grants (post_id, user_id) values (${postId}, ${userId})
    on conflict do nothing`;
  if (count > 0) tx.record({ type: "relations.changed", userId });
}

/** Revokes a grant. Does nothing if there is none. */
export async function revokeGrant(tx: Tx, authorId: UserId, grant: Grant): Promise<void> {
  const { postId, userId } = grant;
  await requireAuthor(tx.sql, postId, authorId);
  const { count } = await tx.sql`
    delete from post_grants where post_id = ${postId} and user_id = ${userId}`;
  if (count === 0) return;
  await placeMediaOf(tx, postId, { isNarrower: true });
  tx.record({ type: "relations.changed", userId });
}
