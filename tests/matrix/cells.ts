import { newId } from "../../domain/ids.ts";
import { VARIANT_NAMES } from "../../domain/media/media.ts";
import { pictureViewer, postRight } from "../../context/picture_url.ts";
import { ok } from "../helpers/people/steps.ts";
import { insertReadyMedia } from "../helpers/media/media.ts";
import { PASSWORD, send } from "../helpers/people/person.ts";
import { canary } from "./canaries.ts";
import {
  type Account,
  ACCOUNTS,
  type Onlooker,
  type PersonKey,
  type Role,
  ROLES,
} from "./expectations.ts";
import type { MatrixPost } from "./posts.ts";
import type { Cell } from "./row.ts";
import { playerOf, type World } from "./world.ts";

const THUMB = VARIANT_NAMES.indexOf("thumb");
/** The names of people in calls. */
const NAMED: readonly PersonKey[] = ["granted", "blocked", "stranger", "suspended", "pending"];

/** Returns one cell for each role towards each post. */
export async function postCells(world: World): Promise<Cell[]> {
  const cells: Cell[] = [];
  for (const post of world.posts.values()) {
    const { account, audience, key } = post;
    const link = newId();
    const { sql, shareTokens, pictureTokens } = world.app.ctx;
    await sql`insert into share_links (id, post_id) values (${link}, ${post.postId})`;
    const usedMedia = await mediaInUse(world, post);
    for (const role of ROLES) {
      const cell = cellOf(world, account, role);
      const { onlooker } = cell;
      const viewerId = onlooker === null ? null : world.people[onlooker].id;
      const right = postRight(await pictureViewer(world.app.ctx, viewerId), post.postId);
      cells.push({
        ...cell,
        audience,
        post,
        ids: {
          ...cell.ids,
          post: post.postId,
          link,
          token: shareTokens.encode(link),
          media: post.mediaId,
          picture: pictureTokens.encode({ ...right, mediaId: post.mediaId, variant: THUMB }),
          usedMedia,
          header: canary(`${key}_header`),
          alt: canary(`${key}_alt`),
          fanComment: post.commentIds.fan,
          blockedComment: post.commentIds.blocked,
          blockerComment: post.commentIds.blocker,
          suspendedComment: post.commentIds.suspended,
          accountComment: post.commentIds[account === "ada" ? "pia" : "ada"],
          blockedReply: post.blockedReplyId,
          ownComment: post.laterCommentIds[onlooker ?? "fan"],
        },
      });
    }
  }
  return cells;
}

/** Returns one cell for each role towards each account. */
export function personCells(world: World): Cell[] {
  return (Object.keys(ACCOUNTS) as Account[])
    .flatMap((account) => ROLES.map((role) => cellOf(world, account, role)));
}

/** Returns one cell for each role towards each signed-in account, with its own content. */
export async function ownCells(world: World): Promise<Cell[]> {
  const { app: { fetch, ctx: { sql } }, people } = world;
  const cells: Cell[] = [];
  for (const account of ["ada", "pia", "fan"] as const) {
    const { id } = people[account];
    const [notification] = await sql<{ id: string }[]>`
      select id from notifications where user_id = ${id} order by id desc limit 1`;
    const [sent] = await sql<{ uploadId: string }[]>`
      select upload_id from media where owner_id = ${id} and status = 'ready' limit 1`;
    const login = { username: people[account].name, password: PASSWORD };
    const { data } = ok(await send(fetch, "POST", "/api/v1/auth/login", login), 200);
    const headers = { authorization: `Bearer ${data.accessToken}` };
    const me = ok(await send(fetch, "GET", "/api/v1/auth/me", undefined, headers), 200).data;
    const [passkey, token] = [newId(), newId()];
    await sql`
      insert into api_tokens (id, user_id, hash, scopes, expires_at)
      values (${token}, ${id}, ${new Uint8Array(32)}, '{read}', now() + interval '1 day')`;
    await sql`
      insert into passkeys (id, user_id, credential_id, public_key, counter, name)
      values (${passkey}, ${id}, ${passkey}, ${new Uint8Array(1)}, 0, 'Phone')`;
    const exportId = newId();
    await sql`insert into exports (id, user_id) values (${exportId}, ${id})`;
    const identity = newId();
    await sql`
      insert into identities (id, user_id, issuer, subject, provider)
      values (${identity}, ${id}, 'https://id.example.com', ${identity}, 'example')`;
    const things = {
      identity,
      passkey,
      token,
      export: exportId,
      note: world.notes[account]!,
      notification: notification!.id,
      upload: sent!.uploadId,
      session: me.sessionId,
    };
    for (const role of ROLES) {
      const cell = cellOf(world, account, role);
      cells.push({ ...cell, ids: { ...cell.ids, ...things } });
    }
  }
  return cells;
}

/** Returns one cell for each person, and one without an account. */
export function listCells(world: World): Cell[] {
  const onlookers: Onlooker[] = [null, ...Object.keys(world.people) as PersonKey[]];
  return onlookers.map((onlooker) => ({ ...cellOf(world, "ada", "stranger"), onlooker }));
}

/** Returns the cell of a role towards an account. */
export function cellOf(world: World, account: Account, role: Role): Cell {
  const { people, avatars } = world;
  const { id } = people[account];
  const ids: Record<string, string> = {
    user: id,
    name: `@${canary(account)}`,
    avatar: avatars[account],
    bio: canary(`${account}_bio`),
  };
  for (const key of NAMED) ids[key] = people[key].id;
  const onlooker = playerOf(role, account);
  return { world, account, role, onlooker, audience: null, post: null, talk: null, ids };
}

/** Returns a picture of the author that stays in use, even if their posts are deleted. */
async function mediaInUse(world: World, { account, mediaId, audience }: MatrixPost) {
  if (audience !== "deleted") return mediaId;
  const { app: { ctx: { sql } }, people, posts } = world;
  const usedId = await insertReadyMedia(sql, people[account].id, "private");
  await sql`
    insert into post_media (post_id, position, media_id)
    values (${posts.get(`${account}_private`)!.postId}, 9, ${usedId})`;
  return usedId;
}
