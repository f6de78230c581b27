import { setSuspended } from "../../../db/moderation/suspension.ts";
import { transact } from "../../../db/transact.ts";
import { newId } from "../../../domain/ids.ts";
import type { TestApp } from "../../helpers/app/app.ts";
import { insertReadyMedia } from "../../helpers/media/media.ts";
import { ok } from "../../helpers/people/steps.ts";
import { Canaries, canary } from "../canaries.ts";
import { cellOf } from "../cells.ts";
import { ACCOUNTS, type PersonKey, ROLES, seesPerson } from "../expectations.ts";
import type { Cell } from "../row.ts";
import {
  membersOf,
  readsMessage,
  seatInSpace,
  seatOf,
  SENDERS,
  TALK_KINDS,
  type TalkKind,
} from "./seats.ts";
import type { World } from "../world.ts";

/** People in every possible relation to ada's conversations. */
export interface TalkWorld extends World {
  spaceId: string;
  /** A post of ada in the space. */
  spacePostId: string;
  conversations: Record<TalkKind, string>;
  /** The ids of the messages of each sender in each conversation. */
  messages: Record<TalkKind, Partial<Record<PersonKey, string>>>;
}

const PLAYERS = ROLES.filter((role) => role !== "anonymous" && role !== "author");
const KEYS: readonly PersonKey[] = [...Object.keys(ACCOUNTS) as PersonKey[], ...PLAYERS];
/** All that the rows of the matrix may change, in an order in which rows can be inserted again. */
const KEPT = [
  "spaces",
  "space_members",
  "space_bans",
  "space_invitations",
  "conversations",
  "conversation_members",
  "conversation_states",
  "messages",
  "message_mentions",
  "message_reactions",
  "message_reaction_counts",
];

/** Builds the conversations as they are after everybody came, wrote and perhaps left. */
export async function buildTalkWorld(app: TestApp): Promise<TalkWorld> {
  const canaries = new Canaries();
  const registered = await app.people(...KEYS.map(canary));
  const people = Object.fromEntries(
    KEYS.map((key, at) => [key, registered[at]!]),
  ) as World["people"];
  for (const key of KEYS) canaries.add(key, (onlooker) => seesPerson(onlooker, key));
  const { ada } = people;
  ok(await ada.post(`/users/${people.blocked.id}/block`), 200);
  ok(await people.blocker.post(`/users/${ada.id}/block`), 200);
  const { sql, db } = app.ctx;
  await sql`update users set roles = '{user,moderator}' where id = ${people.moderator.id}`;
  for (const person of [people.sue, people.suspended]) {
    await transact(db, (tx) => setSuspended(tx, person.id, true));
  }
  const made = { posts: new Map(), avatars: {} as never, boards: [], spaces: [], notes: {} };
  const world: TalkWorld = {
    app,
    canaries,
    people,
    ...made,
    spaceId: newId(),
    spacePostId: newId(),
    conversations: Object.fromEntries(TALK_KINDS.map((kind) => [kind, newId()])) as never,
    messages: Object.fromEntries(TALK_KINDS.map((kind) => [kind, {}])) as never,
  };
  await foundSpace(world);
  for (const kind of TALK_KINDS) await begin(world, kind);
  await sql`select index_messages(array(select id from messages))`;
  await app.ctx.relay.idle();
  app.ctx.cache.clear();
  await sql`create schema kept`;
  for (const table of KEPT) await sql`create table ${sql(`kept.${table}`)} as table ${sql(table)}`;
  return world;
}

/** Restores all conversations and spaces, after all pending deliveries. */
export async function restoreTalk({ app: { ctx } }: TalkWorld): Promise<void> {
  await ctx.relay.idle();
  await ctx.sql.begin(async (sql) => {
    // No post and no member may go with the rows that are inserted again.
    await sql`set local session_replication_role = replica`;
    for (const table of KEPT) {
      await sql`delete from ${sql(table)}`;
      await sql`insert into ${sql(table)} select * from ${sql(`kept.${table}`)}`;
    }
  });
  ctx.cache.clear();
}

/** Returns one cell for each role towards each conversation. */
export function talkCells(world: TalkWorld): Cell[] {
  const { people, conversations, messages, spaceId, spacePostId } = world;
  return TALK_KINDS.flatMap((kind) =>
    ROLES.map((role) => {
      const cell = cellOf(world, "ada", role);
      const ids = {
        ...cell.ids,
        space: spaceId,
        conversation: conversations[kind],
        spacePost: spacePostId,
        message: messages[kind].ada!,
        otherMessage: messages[kind][SENDERS[kind][1]!]!,
        follower: people.follower.id,
        friend: people.friend.id,
        left: people.lonefriend.id,
        removed: people.removed.id,
        banned: people.rejected.id,
        blocker: people.blocker.id,
        own: cell.onlooker === null ? people.stranger.id : people[cell.onlooker].id,
      };
      return { ...cell, talk: kind, ids };
    })
  );
}

async function foundSpace(world: TalkWorld) {
  const { app: { ctx: { sql } }, canaries, people, spaceId, spacePostId: id } = world;
  const name = canaries.add("space", (onlooker) => seatInSpace(onlooker) !== null);
  const members = membersOf("space");
  await sql`
    insert into spaces (id, name, members_count) values (${spaceId}, ${name}, ${members.length})`;
  await sql`
    insert into space_members ${
    sql(members.map((key) => ({
      spaceId,
      userId: people[key].id,
      role: roleIn(key),
      id: newId(),
    })))
  }`;
  const caption = canaries.add("space_post_caption", seesSpacePost);
  const authorId = people.ada.id;
  await sql`
    insert into posts ${
    sql({ id, sortId: id, authorId, status: "published", privacy: "private", caption, spaceId })
  }`;
  const mediaId = await insertReadyMedia(sql, authorId, "private");
  await sql`
    insert into post_media (post_id, media_id, position) values (${id}, ${mediaId}, 0)`;
  await sql`
    insert into space_bans (space_id, user_id, banned_by, id)
    values (${spaceId}, ${people.rejected.id}, ${people.ada.id}, ${newId()})`;
}

async function begin(world: TalkWorld, kind: TalkKind): Promise<void> {
  const { app: { ctx: { sql } }, canaries, people, conversations, spaceId } = world;
  const id = conversations[kind];
  const isRoom = kind === "room" || kind === "staff_room";
  const isDm = kind === "dm" || kind === "hidden_dm";
  const [low, high] = membersOf(kind).map((key) => people[key].id).sort();
  const name = canaries.add(`${kind}_name`, (onlooker) => seatOf(onlooker, kind) !== null);
  const count = SENDERS[kind].length;
  await sql`
    insert into conversations ${
    sql({
      id,
      kind: isRoom ? "room" : isDm ? "dm" : "group",
      spaceId: isRoom ? spaceId : null,
      dmLow: isDm ? low! : null,
      dmHigh: isDm ? high! : null,
      ownerId: kind === "group" ? people.ada.id : null,
      name: isDm ? null : name,
      history: isRoom ? "all" : "joined",
      viewRole: kind === "staff_room" ? "moderator" : "member",
      membersCount: isRoom ? 0 : membersOf(kind).length,
      lastSeq: count,
      lastMessageAt: new Date(),
    })
  }`;
  if (!isRoom) {
    await sql`
      insert into conversation_members ${
      sql(
        membersOf(kind).map((key) => ({
          conversationId: id,
          userId: people[key].id,
          role: isDm ? "member" : roleIn(key),
          id: newId(),
        })),
      )
    }`;
  }
  for (const [index, key] of SENDERS[kind].entries()) {
    const messageId = newId();
    world.messages[kind][key] = messageId;
    const body = canaries.add(
      `${kind}_by_${key}`,
      (onlooker) => readsMessage(onlooker, kind, key),
    );
    await sql`
      insert into messages ${
      sql({
        conversationId: id,
        seq: index + 1,
        id: messageId,
        senderId: people[key].id,
        clientId: `${kind} ${key}`,
        body,
        createdAt: new Date(),
      })
    }`;
  }
}

/** Whether somebody sees the post of ada in the space. */
export function seesSpacePost(onlooker: Cell["onlooker"]): boolean {
  return seatInSpace(onlooker) !== null && seesPerson(onlooker, "ada");
}

function roleIn(key: PersonKey): string {
  return key === "ada" ? "owner" : key === "friend" ? "moderator" : "member";
}
