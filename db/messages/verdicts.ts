import { ALL_MENTIONED_FREELY_MAX } from "../../domain/conversations/limits.ts";
import { lazyFragment } from "../sql.ts";
import { lacksPicture } from "./attachments.ts";
import { isActive, isBlocked, userVisibleTo } from "../visibility.ts";

/** Why a message is not accepted. `missing` and `parent` tell nothing of what exists. */
export const REFUSALS = [
  "missing",
  "reused",
  "gone",
  "not_accepted",
  "role",
  "encrypted",
  "parent",
  "media",
] as const;
/** One of {@link REFUSALS}. */
export type Refusal = (typeof REFUSALS)[number];

/** Whether somebody has not yet accepted the sender, and wants no messages from such people. */
const isUnwanted = lazyFragment((sql) => {
  const follows = sql`exists (
    select from follows f where f.follower_id = o.id and f.followee_id = s.sender_id)`;
  const isFollowed = sql`exists (
    select from follows f where f.follower_id = s.sender_id and f.followee_id = o.id)`;
  // A person with too many requests has no row for the oldest of them.
  return sql`not exists (
    select from users o
    left join conversation_members om
      on om.conversation_id = s.conversation_id and om.user_id = o.id
    where o.id = s.other_id
      and (om.status = 'accepted' or case o.messages_from
        when 'everyone' then true
        when 'following' then ${follows}
        when 'mutual' then ${follows} and ${isFollowed}
        else false
      end))`;
});

/** Whether the sender does not see the message that a message answers. */
const isParentHidden = lazyFragment((sql) =>
  sql`not exists (
    select from messages p
    where p.id = s.parent_id and p.conversation_id = s.conversation_id and p.deleted_at is null
      and (p.takedown_id is null or p.sender_id = s.sender_id)
      and p.seq > coalesce(s.floor_seq, (
        select st.floor_seq from conversation_states st
        where st.user_id = s.sender_id and st.conversation_id = s.conversation_id), 0)
      and ${userVisibleTo(sql, sql`p.sender_id`, sql`s.sender_id`)})`
);

const rankOf = (role: string) =>
  lazyFragment((sql) =>
    sql`array_position(array['owner', 'moderator', 'member'], ${sql.unsafe(role)})`
  );
const [ownRank, viewRank, postRank] = ["s.role", "s.view_role", "s.post_role"].map(rankOf) as [
  ReturnType<typeof rankOf>,
  ReturnType<typeof rankOf>,
  ReturnType<typeof rankOf>,
];

/**
 * The verdict on a message (the row `s`): `repeated`, `allowed`, or a {@link Refusal}. It follows
 * the rule of `canSeeConversation`, and adds who may write.
 */
export const verdictOf = lazyFragment((sql) =>
  sql`case
    when s.known_id is not null and s.is_same then 'repeated'
    when s.known_id is not null then 'reused'
    when s.role is null then 'missing'
    when s.kind = 'room' and (${ownRank(sql)} > ${viewRank(sql)} or exists (
      select from spaces sp where sp.id = s.space_id and sp.deleted_at is not null)) then 'missing'
    when s.kind = 'dm' and ${isBlocked(sql, sql`s.other_id`, sql`s.sender_id`)} then 'missing'
    when s.kind = 'dm' and coalesce((
      select not ${isActive(sql, sql`o`)} from users o where o.id = s.other_id), true) then 'gone'
    when s.kind = 'dm' and ${isUnwanted(sql)} then 'not_accepted'
    when ${ownRank(sql)} > ${postRank(sql)} then 'role'
    when s.encryption <> 'none' then 'encrypted'
    when s.parent_id is not null and ${isParentHidden(sql)} then 'parent'
    when ${lacksPicture(sql)} then 'media'
    else 'allowed'
  end`
);

/** Whether a message (the row `n`) names everybody: by staff, and seldom where there are many. */
export const namesEverybody = lazyFragment((sql) =>
  sql`(
    n.is_to_all and n.kind <> 'dm' and n.role <> 'member' and (
      n.kind = 'group'
      or (select sp.members_count from spaces sp where sp.id = n.space_id) <= ${
    sql.unsafe(String(ALL_MENTIONED_FREELY_MAX))
  }
      or not exists (
        select from messages e
        where e.conversation_id = n.conversation_id and e.mentions_all
          and e.created_at > n.created_at - interval '10 minutes')
    )
  )`
);

/** Whether a user (`u`) is in the conversation of a message (`n`) and sees its sender. */
export const isMentionable = lazyFragment((sql) =>
  sql`(
    u.id <> n.sender_id and ${isActive(sql, sql`u`)}
    and not ${isBlocked(sql, sql`u.id`, sql`n.sender_id`)}
    and case
      when n.space_id is null then exists (
        select from conversation_members um
        where um.conversation_id = n.conversation_id and um.user_id = u.id)
      else exists (
        select from space_members um
        where um.space_id = n.space_id and um.user_id = u.id
          and array_position(array['owner', 'moderator', 'member'], um.role)
            <= array_position(array['owner', 'moderator', 'member'], n.view_role))
    end
  )`
);
