import { type CommentId, newId, type PostId } from "../../domain/ids.ts";
import { placementFor, PRIVACIES } from "../../domain/posts/posts.ts";
import { ok } from "../helpers/people/steps.ts";
import { insertReadyMedia } from "../helpers/media/media.ts";
import { canary } from "./canaries.ts";
import {
  type Account,
  type Audience,
  type Onlooker,
  type PersonKey,
  seesPerson,
  seesPost,
} from "./expectations.ts";
import type { World } from "./world.ts";

/** A post of the world. */
export interface MatrixPost {
  key: string;
  account: Account;
  audience: Audience;
  postId: PostId;
  mediaId: string;
  /** One comment by each person, written while they could see the post. */
  commentIds: Record<PersonKey, CommentId>;
  /** A second comment by each person. */
  laterCommentIds: Record<PersonKey, string>;
  /** Fan's reply to the blocked person. */
  blockedReplyId: string;
}

/** They act through the API, so their actions are notified. */
const LIVELY = ["fan", "blocked", "blocker", "suspended"] as const;

/** Extra fields that keep a post from being published at once. */
const PLANS: Partial<Record<Audience, Record<string, unknown>>> = {
  draft: { draft: true },
  scheduled: { publishAt: new Date(Date.now() + 86_400_000).toISOString() },
};

/** Creates a post with a canary in each of its texts. */
export async function makePost(
  world: World,
  account: Account,
  audience: Audience,
  key = `${account}_${audience}`,
): Promise<void> {
  const { app, canaries, people } = world;
  const { sql } = app.ctx;
  const author = people[account];
  const seen = (onlooker: Onlooker) => seesPost(onlooker, account, audience);
  const text = (field: string) => canaries.add(`${key}_${field}`, seen);
  const privacy = PRIVACIES.find((one) => one === audience) ?? "public";
  const placement = placementFor(privacy, { isPrivate: account === "pia" });
  const mediaId = await insertReadyMedia(sql, author.id, placement);
  // The owner of a picture keeps it when its post is deleted.
  const alt = canaries.add(
    `${key}_alt`,
    (onlooker) => seen(onlooker) || onlooker === account && onlooker !== "sue",
  );
  const status = audience === "processing" ? "processing" : "ready";
  await sql`update media set alt_text = ${alt}, status = ${status} where id = ${mediaId}`;
  const mentioned = audience === "followers" ? ` @${canary("removed")}` : "";
  const { postId } = ok(
    await author.post("/posts", {
      mediaIds: [mediaId],
      header: text("header"),
      caption: text("caption") + mentioned,
      contentWarning: text("warning"),
      tags: [text("tag")],
      location: { latitude: 1, longitude: 2, name: text("place") },
      privacy,
      ...PLANS[audience],
    }),
    201,
  ).data;
  const ids = () => ({}) as Record<PersonKey, CommentId>;
  const said = { commentIds: ids(), laterCommentIds: ids(), blockedReplyId: newId() };
  world.posts.set(key, { key, account, audience, postId, mediaId, ...said });
}

/** Everybody comments on everything. A few do so through the API, and add likes. */
export async function engage(world: World): Promise<void> {
  const { app: { ctx: { sql } }, canaries, people } = world;
  for (const post of world.posts.values()) {
    const { key, postId, account, audience, commentIds, laterCommentIds } = post;
    const isOpen = audience === "public";
    const comments = (Object.keys(people) as PersonKey[]).map((person) => ({
      person,
      content: canaries.add(
        `${key}_said_${person}`,
        (onlooker) => seesPost(onlooker, account, audience) && seesPerson(onlooker, person),
      ),
      isLively: isOpen && LIVELY.some((one) => one === person),
    }));
    const quiet = [];
    for (const { person, content, isLively } of comments) {
      if (isLively) {
        const answer = await people[person].post(`/posts/${postId}/comments`, { content });
        commentIds[person] = ok(answer, 201).data.commentId;
        ok(await people[person].post(`/posts/${postId}/like`), 200);
      } else {
        commentIds[person] = newId();
        quiet.push({ id: commentIds[person], postId, authorId: people[person].id, content });
      }
      laterCommentIds[person] = newId();
      quiet.push({ id: laterCommentIds[person], postId, authorId: people[person].id, content });
    }
    await sql`insert into comments ${sql(quiet)}`;
    await reply(world, post);
    await sql`
      update posts p set
        comments_count = (select count(*) from comments where post_id = p.id)
      where id = ${postId}`;
  }
  await mention(world);
}

/** A reply is hidden from viewers who do not see its parent. */
async function reply({ app: { ctx: { sql } }, canaries, people }: World, post: MatrixPost) {
  const { key, postId, account, audience, commentIds, blockedReplyId } = post;
  const content = canaries.add(
    `${key}_to_blocked`,
    (onlooker) =>
      seesPost(onlooker, account, audience) && seesPerson(onlooker, "fan") &&
      seesPerson(onlooker, "blocked"),
  );
  const above = commentIds.blocked;
  await sql`
    insert into comments (id, post_id, author_id, content, parent_id, ancestor_ids)
    values (${blockedReplyId}, ${postId}, ${people.fan.id}, ${content}, ${above}, ${[above]})`;
  await sql`update comments set replies_count = 1 where id = ${above}`;
}

/** A public post mentions people; some of them will be hidden from some viewers. */
async function mention({ app: { ctx: { sql } }, people, posts }: World): Promise<void> {
  const mentioned = [people.ada.id, people.blocked.id, people.suspended.id];
  await sql`
    insert into post_mentions (post_id, user_id)
    select ${posts.get("fan_public")!.postId}, unnest(${mentioned}::uuid[])`;
}

/** Gives each account an avatar. */
export async function addAvatars(world: World): Promise<void> {
  const { app: { ctx: { sql } }, canaries, people } = world;
  for (const account of ["ada", "pia", "sue", "fan"] as const) {
    const { id } = people[account];
    const mediaId = await insertReadyMedia(sql, id);
    const alt = canaries.add(`${account}_avatar`, (onlooker) => seesPerson(onlooker, account));
    await sql`update media set alt_text = ${alt} where id = ${mediaId}`;
    ok(await people[account].patch("/users/me", { avatarMediaId: mediaId }), 200);
    world.avatars[account] = mediaId;
  }
}
