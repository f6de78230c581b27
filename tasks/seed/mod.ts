import type { Context } from "../../context/mod.ts";
import { transact } from "../../db/transact.ts";
import { createUser, findAccount } from "../../db/accounts/users.ts";
import { JobRunner, processMedia } from "../../jobs/mod.ts";
import type { Canvas } from "./canvas.ts";
import { Client, type Send } from "./client.ts";
import { DEMO_PASSWORD } from "./names.ts";
import { type DemoPerson, type DemoPost, people, posts } from "./story.ts";
import { talk } from "./talk.ts";

const JPEG_QUALITY = 88;

/** The numbers of added things; all zero if the demo was complete. */
export interface Seeded extends Record<string, number> {
  people: number;
  pictures: number;
  posts: number;
  comments: number;
  conversations: number;
  messages: number;
}

type As = (username: string) => Client;

/**
 * Creates the demo's people, pictures, posts, comments and talk through the API's own routes.
 * Existing ones stay unchanged. `send` reaches the API and its storage.
 */
export async function seed(ctx: Context, send: Send): Promise<Seeded> {
  const seeded: Seeded = {
    people: 0,
    pictures: 0,
    posts: 0,
    comments: 0,
    conversations: 0,
    messages: 0,
  };
  for (const person of people) seeded.people += await makeAccount(ctx, person);
  const clients = new Map<string, Client>();
  for (const { username } of people) {
    const client = await Client.signIn(send, ctx.config.PUBLIC_URL, username, DEMO_PASSWORD);
    clients.set(username, client);
  }
  const as: As = (username) => clients.get(username)!;

  const faceless = await chosen(people, async ({ username }) => {
    return (await as(username).call<{ avatar: unknown }>("GET", "/users/me")).avatar === null;
  });
  const unpublished = await chosen(posts, async ({ author, caption }) => {
    const path = "/users/me/posts?limit=50";
    const mine = await as(author).call<{ posts: { caption: string }[] }>("GET", path);
    return !mine.posts.some((post) => post.caption === caption);
  });
  const pictures = await upload(ctx, as, [
    ...faceless.map(({ username, face }) => ({ owner: username, draw: face, altText: "" })),
    ...unpublished.flatMap((post) =>
      post.pictures.map((picture) => ({ owner: post.author, ...picture }))
    ),
  ]);
  seeded.pictures = pictures.size;

  for (const { username, follows } of people) {
    for (const name of follows) await as(username).call("POST", `/users/@${name}/follow`);
  }
  for (const { username, bio, face } of faceless) {
    const avatarMediaId = pictures.get(face)!;
    await as(username).call("PATCH", "/users/me", { bio, avatarMediaId });
  }
  for (const post of unpublished) {
    await publish(as, post, post.pictures.map(({ draw }) => pictures.get(draw)!));
    seeded.posts++;
    seeded.comments += post.comments.length;
  }
  Object.assign(seeded, await talk(ctx, as));
  for (const client of clients.values()) await client.call("POST", "/auth/logout");
  return seeded;
}

async function chosen<T>(all: readonly T[], isChosen: (one: T) => Promise<boolean>): Promise<T[]> {
  const answers = await Promise.all(all.map(isChosen));
  return all.filter((_, index) => answers[index]);
}

/** Creates an account without HTTP, because no route accepts a fixed id. */
async function makeAccount(ctx: Context, person: DemoPerson): Promise<number> {
  const { username, fullName } = person;
  if (await findAccount(ctx.sql, { username })) return 0;
  const passwordHash = await ctx.passwords.hash(DEMO_PASSWORD, { door: "other", asker: "seed" });
  const email = `${username}@example.com`;
  const id = person.id === undefined ? {} : { id: person.id };
  const account = { ...id, username, email, passwordHash, fullName };
  await transact(ctx.db, (tx) => createUser(tx, account));
  return 1;
}

/**
 * Draws and uploads; each picture is processed while the next one is drawn. Returns the media ids.
 */
async function upload(
  ctx: Context,
  as: As,
  pictures: readonly { owner: string; draw: () => Canvas; altText: string }[],
): Promise<Map<() => Canvas, string>> {
  const mediaIds = new Map<() => Canvas, string>();
  await using processing = new JobRunner(ctx, new AbortController().signal);
  processing.listen([processMedia]);
  for (const { owner, draw, altText } of pictures) {
    const bytes = await draw().image.encodeJPEG(JPEG_QUALITY);
    const mediaId = await as(owner).upload(bytes as Uint8Array<ArrayBuffer>);
    await as(owner).call("PATCH", `/media/${mediaId}`, { altText });
    mediaIds.set(draw, mediaId);
  }
  return mediaIds;
}

async function publish(as: As, post: DemoPost, mediaIds: readonly string[]): Promise<void> {
  const { caption, location } = post;
  const body = { caption, mediaIds, ...(location ? { location } : {}) };
  const { postId } = await as(post.author).call<{ postId: string }>("POST", "/posts", body);
  for (const username of post.likedBy) await as(username).call("POST", `/posts/${postId}/like`);
  for (const [username, content] of post.comments) {
    await as(username).call("POST", `/posts/${postId}/comments`, { content });
  }
}
