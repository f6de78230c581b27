import type { Counters } from "../domain/posts.ts";
import { newId } from "../domain/ids.ts";
import { type Db, transact, type Tx } from "./transact.ts";
import type { Sql } from "./sql.ts";
import { pageOf } from "./page.ts";
import { visibleTo } from "./visibility.ts";

/** A like to be made or taken back. */
interface LikeChange {
  postId: string;
  userId: string;
  isLiked: boolean;
}

interface WaitingChange extends LikeChange {
  done: PromiseWithResolvers<Counters | null>;
}

const BATCH_MAX = 500;

/**
 * Writes likes that arrive together in one transaction, so that a hot post costs one every few
 * milliseconds. Nothing is waited for: the next batch begins when the previous is committed.
 */
export class LikeWriter {
  readonly #db: Db;
  #waiting: WaitingChange[] = [];
  #writing: Promise<void> | null = null;

  constructor(db: Db) {
    this.#db = db;
  }

  /** The post's counters after the change is committed; null if the user does not see the post. */
  change(postId: string, userId: string, isLiked: boolean): Promise<Counters | null> {
    const done = Promise.withResolvers<Counters | null>();
    this.#waiting.push({ postId, userId, isLiked, done });
    this.#writing ??= this.#write();
    return done.promise;
  }

  async #write(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#take();
      try {
        const counters = await transact(this.#db, (tx) => changeLikes(tx, batch));
        for (const { postId, userId, done } of batch) {
          done.resolve(counters.get(`${postId} ${userId}`) ?? null);
        }
      } catch (error) {
        await this.#writeAlone(batch, error);
      }
    }
    // Here and not after a turn: whoever comes in between would wait for a writer that has stopped.
    this.#writing = null;
  }

  /** The next changes: one at most of each user to each post, so that their order is kept. */
  #take(): WaitingChange[] {
    const taken = new Map<string, WaitingChange>();
    const left: WaitingChange[] = [];
    for (const change of this.#waiting) {
      const pair = `${change.postId} ${change.userId}`;
      if (taken.size >= BATCH_MAX || taken.has(pair)) left.push(change);
      else taken.set(pair, change);
    }
    this.#waiting = left;
    return [...taken.values()];
  }

  /** One change must not fail its neighbours: each is tried again alone. */
  async #writeAlone(batch: WaitingChange[], error: unknown): Promise<void> {
    if (batch.length === 1) return batch[0]!.done.reject(error);
    for (const change of batch) {
      await transact(this.#db, (tx) => changeLikes(tx, [change])).then(
        (counters) => change.done.resolve([...counters.values()][0] ?? null),
        change.done.reject,
      );
    }
  }
}

/** The counters of each `post user` pair whose user sees the post. */
async function changeLikes(tx: Tx, changes: LikeChange[]): Promise<Map<string, Counters>> {
  const { sql } = tx;
  const postIds = changes.map((change) => change.postId);
  const userIds = changes.map((change) => change.userId);
  const visible = await sql<{ postId: string; userId: string; authorId: string }[]>`
    select p.id as post_id, w.user_id, p.author_id
    from unnest(${postIds}::uuid[], ${userIds}::uuid[]) as w (post_id, user_id)
    join posts p on p.id = w.post_id
    where ${visibleTo(sql, sql`w.user_id`)}
    order by p.id
    for no key update of p`;
  const seen = new Map(visible.map((row) => [`${row.postId} ${row.userId}`, row]));
  const allowed = changes.filter((change) => seen.has(`${change.postId} ${change.userId}`));
  const added = await insertLikes(sql, allowed.filter((change) => change.isLiked));
  const removed = await deleteLikes(sql, allowed.filter((change) => !change.isLiked));
  const counters = await countLikes(sql, allowed, added, removed);
  for (const { id, postId, userId } of added) {
    const { authorId } = seen.get(`${postId} ${userId}`)!;
    tx.record({ type: "like.created", id, userId, authorId, counters: counters.get(postId)! });
  }
  for (const { postId, userId } of removed) {
    const { authorId } = seen.get(`${postId} ${userId}`)!;
    tx.record({ type: "like.deleted", userId, authorId, counters: counters.get(postId)! });
  }
  return new Map(
    allowed.map(({ postId, userId }) => [`${postId} ${userId}`, counters.get(postId)!]),
  );
}

interface LikeRow {
  id: string;
  postId: string;
  userId: string;
}

async function insertLikes(sql: Sql, likes: LikeChange[]): Promise<LikeRow[]> {
  if (likes.length === 0) return [];
  return await sql<LikeRow[]>`
    insert into likes (id, post_id, user_id)
    select * from unnest(${likes.map(() => newId())}::uuid[],
      ${likes.map((like) => like.postId)}::uuid[], ${likes.map((like) => like.userId)}::uuid[])
    on conflict do nothing
    returning id, post_id, user_id`;
}

async function deleteLikes(sql: Sql, likes: LikeChange[]): Promise<LikeRow[]> {
  if (likes.length === 0) return [];
  return await sql<LikeRow[]>`
    delete from likes l
    using unnest(${likes.map((like) => like.postId)}::uuid[],
      ${likes.map((like) => like.userId)}::uuid[]) as w (post_id, user_id)
    where l.post_id = w.post_id and l.user_id = w.user_id
    returning l.id, l.post_id, l.user_id`;
}

/** Counts what was added and removed, and answers the counters of all these posts. */
async function countLikes(
  sql: Sql,
  changes: LikeChange[],
  added: LikeRow[],
  removed: LikeRow[],
): Promise<Map<string, Counters>> {
  const deltas = new Map(changes.map((change) => [change.postId, 0]));
  for (const { postId } of added) deltas.set(postId, deltas.get(postId)! + 1);
  for (const { postId } of removed) deltas.set(postId, deltas.get(postId)! - 1);
  const rows = await sql<Counters[]>`
    update posts p
    set likes_count = p.likes_count + d.delta, counters_rev = p.counters_rev + abs(sign(d.delta))
    from unnest(${[...deltas.keys()]}::uuid[], ${[...deltas.values()]}::int[]) as d (id, delta)
    where p.id = d.id
    returning p.id as post_id, p.likes_count as likes, p.comments_count as comments,
      p.reposts_count as reposts, p.counters_rev as rev`;
  return new Map(rows.map((row) => [row.postId, row]));
}

/** Who likes a post, newest first. */
export async function listLikes(sql: Sql, postId: string, before: string | null, limit: number) {
  const rows = await sql<{ id: string; userId: string }[]>`
    select id, user_id from likes
    where post_id = ${postId} ${before === null ? sql`` : sql`and id < ${before}`}
    order by id desc limit ${limit + 1}`;
  return pageOf(rows, limit, (row) => row.id);
}
