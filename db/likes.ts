import type { Counters } from "../domain/posts.ts";
import type { DomainEvent, RecordedEvent } from "../domain/events.ts";
import { newId } from "../domain/ids.ts";
import type { Db } from "./transact.ts";
import type { Sql } from "./sql.ts";
import { type Page, pageOf } from "./page.ts";
import { userVisibleTo, visibleTo } from "./visibility.ts";

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
        const counters = await changeLikes(this.#db, batch);
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
      await changeLikes(this.#db, [change]).then(
        (counters) => change.done.resolve([...counters.values()][0] ?? null),
        change.done.reject,
      );
    }
  }
}

/**
 * The counters of each `post user` pair whose user sees the post. One statement, and so one
 * transaction and one trip: a batch of likes waits for Postgres once.
 */
async function changeLikes(db: Db, changes: LikeChange[]): Promise<Map<string, Counters>> {
  const { sql, origin } = db;
  const rows = await sql<ChangedRow[]>`
    with wanted as (
      select * from unnest(
        ${changes.map(({ postId }) => postId)}::uuid[],
        ${changes.map(({ userId }) => userId)}::uuid[],
        ${changes.map(({ isLiked }) => isLiked ? 1 : 0)}::int[],
        ${changes.map(() => newId())}::uuid[],
        ${changes.map(() => newId())}::uuid[]
      ) as w (post_id, user_id, is_liked, id, event_id)
    ), visible as (
      -- In order, so that two batches never wait for each other.
      select w.*, p.author_id, p.likes_count, p.comments_count, p.reposts_count, p.counters_rev
      from wanted w join posts p on p.id = w.post_id
      where ${visibleTo(sql, sql`w.user_id`)}
      order by p.id
      for no key update of p
    ), added as (
      insert into likes (id, post_id, user_id)
      select id, post_id, user_id from visible where is_liked = 1
      on conflict do nothing
      returning post_id, user_id
    ), removed as (
      delete from likes l using visible v
      where v.is_liked = 0 and l.post_id = v.post_id and l.user_id = v.user_id
      returning l.post_id, l.user_id
    ), changed as (
      select post_id, user_id, 1 as delta from added
      union all select post_id, user_id, -1 from removed
    ), counted as (
      update posts p
      set likes_count = p.likes_count + d.delta, counters_rev = p.counters_rev + 1
      from (select post_id, sum(delta)::int as delta from changed group by post_id) d
      where p.id = d.post_id
      returning p.id as post_id, p.likes_count, p.comments_count, p.reposts_count, p.counters_rev
    ), recorded as (
      insert into outbox (id, lane, event)
      select v.event_id, 'main', jsonb_build_object(
        'origin', ${origin}::text, 'at', ${Date.now()}::float8,
        'type', case c.delta when 1 then 'like.created' else 'like.deleted' end,
        'id', v.id, 'userId', v.user_id, 'authorId', v.author_id,
        'counters', jsonb_build_object('postId', n.post_id, 'likes', n.likes_count,
          'comments', n.comments_count, 'reposts', n.reposts_count, 'rev', n.counters_rev))
      from changed c
      join visible v on v.post_id = c.post_id and v.user_id = c.user_id
      join counted n on n.post_id = c.post_id
      returning id, event
    )
    select v.post_id, v.user_id, r.id, r.event,
      coalesce(n.likes_count, v.likes_count) as likes,
      coalesce(n.comments_count, v.comments_count) as comments,
      coalesce(n.reposts_count, v.reposts_count) as reposts,
      coalesce(n.counters_rev, v.counters_rev) as rev
    from visible v
    left join counted n on n.post_id = v.post_id
    left join recorded r on r.id = v.event_id`;
  db.committed(rows.flatMap(({ id, event }) => {
    if (id === null || event === null) return [];
    const { origin, at, ...rest } = event;
    return [{ id, origin, at, event: rest }];
  }));
  return new Map(
    rows.map(({ postId, userId, likes, comments, reposts, rev }) => [
      `${postId} ${userId}`,
      { postId, likes, comments, reposts, rev },
    ]),
  );
}

/** A change that was allowed; `id` and `event` are null where it changed nothing. */
type ChangedRow = Counters & {
  userId: string;
  id: string | null;
  event: (DomainEvent & Pick<RecordedEvent, "origin" | "at">) | null;
};

/** Who likes a post, of the people whom the viewer sees, newest first. */
export async function listLikes(
  sql: Sql,
  viewerId: string | null,
  postId: string,
  before: string | null,
  limit: number,
): Promise<Page<{ id: string; userId: string }>> {
  const rows = await sql<{ id: string; userId: string }[]>`
    select id, user_id from likes
    where post_id = ${postId} and ${userVisibleTo(sql, sql`user_id`, viewerId)}
      ${before === null ? sql`` : sql`and id < ${before}`}
    order by id desc limit ${limit + 1}`;
  return pageOf(rows, limit, (row) => row.id);
}
