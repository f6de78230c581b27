import { lazyFragment } from "../sql.ts";

/** Whether something uses a picture (table alias `m`). */
export const isUsed = lazyFragment((sql) =>
  sql`(
    exists (select from post_media pm where pm.media_id = m.id)
    or exists (select from message_media a where a.media_id = m.id)
    or exists (
      select from users u
      where u.id = m.owner_id and m.id in (u.avatar_media_id, u.next_avatar_media_id))
    or exists (select from conversations c where c.avatar_media_id = m.id)
    or exists (select from spaces s where s.avatar_media_id = m.id)
  )`
);
