import type { Role } from "../../domain/conversations/conversations.ts";
import type { ConversationId, SpaceId, UserId } from "../../domain/ids.ts";
import type { Variant } from "../../domain/media/media.ts";
import type { Sql } from "../sql.ts";

/** A room of a space, as far as it decides who sees it. */
export interface RoomPlace {
  id: ConversationId;
  viewRole: Role;
}

/** The data of a space that does not depend on the viewer. */
export interface SpaceCard {
  id: SpaceId;
  name: string;
  description: string | null;
  avatar: Variant[] | null;
  isPublic: boolean;
  ownerId: UserId | null;
  membersCount: number;
  /** Its rooms that are not deleted, in their order. */
  rooms: RoomPlace[];
  createdAt: Date;
  isDeleted: boolean;
}

/** Loads spaces, without checking who may see them. */
export async function loadSpaceCards(
  sql: Sql,
  ids: readonly SpaceId[],
): Promise<Map<string, SpaceCard>> {
  const rows = await sql<SpaceCard[]>`
    select s.id, s.name, s.description, m.variants as avatar, s.is_public, o.user_id as owner_id,
      s.members_count, s.created_at, s.deleted_at is not null as is_deleted,
      coalesce((
        select jsonb_agg(jsonb_build_object('id', c.id, 'viewRole', c.view_role)
          order by c.position, c.id)
        from conversations c
        where c.space_id = s.id and c.kind = 'room' and c.deleted_at is null), '[]') as rooms
    from spaces s
    left join media m on m.id = s.avatar_media_id and m.status = 'ready'
    left join space_members o on o.space_id = s.id and o.role = 'owner'
    where s.id = any(${ids}::uuid[])`;
  return new Map(rows.map((row) => [row.id, row]));
}
