import type { PostId, UserId } from "../../domain/ids.ts";
import { mentionsIn } from "../../domain/text.ts";
import type { Sql } from "../sql.ts";

/** The ids of the users whose mentions were added or removed. */
export interface MentionsChange {
  added: UserId[];
  removed: UserId[];
}

/**
 * Replaces the mentions of a post by the people whom its text names. `added` leaves out the author
 * of the parent, who is notified of the reply.
 */
export async function replaceMentions(
  sql: Sql,
  postId: PostId,
  text: string,
): Promise<MentionsChange> {
  const names = mentionsIn(text);
  const removed = await sql<{ userId: UserId }[]>`
    delete from post_mentions m using users u
    where m.post_id = ${postId} and u.id = m.user_id and u.username <> all(${names})
    returning m.user_id`;
  const added = await sql<{ userId: UserId; isAnswered: boolean }[]>`
    insert into post_mentions (post_id, user_id)
    select ${postId}, id from users where username = any(${names})
    on conflict do nothing
    returning user_id, exists (
      select from posts p join posts up on up.id = p.parent_post_id
      where p.id = post_id and up.author_id = user_id) as is_answered`;
  return {
    added: added.filter(({ isAnswered }) => !isAnswered).map(({ userId }) => userId),
    removed: removed.map(({ userId }) => userId),
  };
}
