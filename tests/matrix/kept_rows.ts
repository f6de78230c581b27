import type { TestApp } from "../helpers/app/app.ts";

/** Tables with relations between people, and with what changes beside them. */
const KEPT = [
  "follows",
  "follow_requests",
  "blocks",
  "mutes",
  "close_friends",
  "post_grants",
  "likes",
  "reposts",
  "tag_follows",
  "comments",
  "posts",
  "users",
  "media",
  "saves",
  "boards",
  "board_pins",
  "board_collaborators",
  "notes",
  "spaces",
  "space_members",
  "space_bans",
  "space_invitations",
  "conversations",
  "conversation_states",
];

/** Saves the current rows. */
export async function keepRows({ ctx: { sql } }: TestApp): Promise<void> {
  await sql`create schema kept`;
  for (const table of KEPT) {
    await sql`create table ${sql(`kept.${table}`)} as table ${sql(table)}`;
  }
  // One statement to call, because the rows are restored hundreds of times.
  await sql`
    create function kept.restore() returns void language sql as $$
      delete from follows;
      insert into follows table kept.follows;
      delete from follow_requests;
      insert into follow_requests table kept.follow_requests;
      delete from blocks;
      insert into blocks table kept.blocks;
      delete from mutes;
      insert into mutes table kept.mutes;
      delete from close_friends;
      insert into close_friends table kept.close_friends;
      delete from post_grants;
      insert into post_grants table kept.post_grants;
      update share_links set revoked_at = null where revoked_at is not null;
      delete from likes;
      insert into likes table kept.likes;
      delete from reposts;
      insert into reposts table kept.reposts;
      delete from undone_reposts;
      delete from feed_positions;
      delete from tag_follows;
      insert into tag_follows table kept.tag_follows;
      delete from comments where not exists (select from kept.comments k where k.id = comments.id);
      delete from comment_reactions;
      update comments c set deleted_at = k.deleted_at, is_shown = k.is_shown,
        content = k.content, edited_at = k.edited_at, replies_count = k.replies_count,
        reactions = k.reactions, reactions_count = k.reactions_count
      from kept.comments k
      where c.id = k.id and (c.deleted_at, c.edited_at, c.replies_count, c.reactions_count)
        is distinct from (k.deleted_at, k.edited_at, k.replies_count, k.reactions_count);
      delete from posts p where not exists (select from kept.posts k where k.id = p.id);
      delete from post_versions;
      update posts p set deleted_at = k.deleted_at, privacy = k.privacy, status = k.status,
        sort_id = k.sort_id, archived_sort_id = k.archived_sort_id, publish_at = k.publish_at,
        likes_count = k.likes_count, comments_count = k.comments_count,
        reposts_count = k.reposts_count, pinned_comment_id = k.pinned_comment_id,
        counters_rev = p.counters_rev + 1
      from kept.posts k where p.id = k.id;
      update users u set is_private = k.is_private, followers_count = k.followers_count,
        following_count = k.following_count, posts_count = k.posts_count,
        follows_rev = u.follows_rev + 1
      from kept.users k where u.id = k.id;
      insert into saves table kept.saves on conflict do nothing;
      delete from boards;
      insert into boards table kept.boards;
      insert into board_pins table kept.board_pins;
      insert into board_collaborators table kept.board_collaborators;
      insert into notes table kept.notes on conflict do nothing;
      delete from spaces;
      insert into spaces table kept.spaces;
      insert into space_members table kept.space_members;
      insert into space_bans table kept.space_bans;
      insert into space_invitations table kept.space_invitations;
      insert into conversations select * from kept.conversations where kind = 'room';
      insert into conversation_states table kept.conversation_states on conflict do nothing;
      update media m set wanted_placement = k.wanted_placement, is_rekey_wanted = false
      from kept.media k
      where m.id = k.id
        and (m.wanted_placement <> k.wanted_placement or m.is_rekey_wanted);
    $$`;
}

/** Restores the saved rows, after all pending deliveries. */
export async function restoreRows({ ctx }: TestApp): Promise<void> {
  await ctx.relay.idle();
  await ctx.sql`select kept.restore()`;
  ctx.cache.clear();
}
