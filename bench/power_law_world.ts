import { one, type Sql, type SqlPool } from "../db/sql.ts";

/** The mean number of people that a person follows. */
export const FOLLOWS_EACH = 30;
/** The number of posts of each person. */
export const POSTS_EACH = 3;

/** A person with a session. */
export interface Member {
  userId: string;
  sessionId: string;
  followers: number;
}

/**
 * Fills the program's schema with people who follow each other by a power law. The r-th in rank has
 * about 1/r of the first one's followers (Zipf's law with exponent 1). Real networks come close:
 * Kwak et al., What is Twitter, WWW 2010.
 */
export async function fillPowerLaw(sql: SqlPool, people: number): Promise<void> {
  await sql.begin(async (tx) => {
    // All references are created here: checking millions of them would take minutes.
    await tx`set local session_replication_role = replica`;
    await tx`set local statement_timeout = 0`;
    await insertPeople(tx, people);
    await insertFollows(tx, people);
    await insertPosts(tx);
  });
  await sql`vacuum (analyze)`;
}

async function insertPeople(sql: Sql, people: number): Promise<void> {
  await sql`
    create temp table people on commit drop as
    select n, uuidv7(n * interval '1 second' - interval '100 days') as id
    from generate_series(1, ${people}::int) as n`;
  await sql`create unique index on people (n)`;
  await sql`analyze people`;
  await sql`
    insert into users (id, username, email, password_hash, full_name, posts_count, last_active_at,
      created_at)
    select id, 'user_' || n, 'user_' || n || '@example.com', 'none', 'User ' || n,
      ${POSTS_EACH}, now(), now() - interval '100 days'
    from people`;
  await sql`
    insert into sessions (id, user_id, ip, user_agent, expires_at)
    select uuidv7(), id, '127.0.0.1', 'bench', now() + interval '30 days' from people`;
}

async function insertFollows(sql: Sql, people: number): Promise<void> {
  await sql`
    insert into follows (id, follower_id, followee_id)
    select distinct on (f.n, e.n) uuidv7(interval '-60 days'), f.id, e.id
    from people f
    cross join lateral (
      -- Depends on the follower, so that each gets a new draw.
      select floor(exp(random() * ln(${people}::float8)) + 0 * f.n)::int as rank
      from generate_series(1, ${FOLLOWS_EACH}::int)
    ) as drawn
    join people e on e.n = drawn.rank and e.n <> f.n`;
  await sql`
    update users u set followers_count = c.count
    from (select followee_id, count(*)::int from follows group by followee_id) as c (id, count)
    where u.id = c.id`;
  await sql`
    update users u set following_count = c.count, follows_rev = c.count
    from (select follower_id, count(*)::int from follows group by follower_id) as c (id, count)
    where u.id = c.id`;
}

async function insertPosts(sql: Sql): Promise<void> {
  await sql`
    insert into posts (id, author_id, sort_id, status, caption, created_at)
    select id, author_id, id, 'published', 'First light over the water #lake',
      uuid_extract_timestamp(id)
    from (
      select uuidv7(random() * interval '-80 days') as id, p.id as author_id
      from people p, generate_series(1, ${POSTS_EACH}::int)
      order by 1) as shots`;
}

/** Returns the person whose number of followers is closest. */
export async function findAuthorWith(sql: SqlPool, followers: number): Promise<Member> {
  return await one(sql<Member[]>`
    select u.id as user_id, s.id as session_id, u.followers_count as followers
    from users u join sessions s on s.user_id = u.id
    order by abs(u.followers_count - ${followers}) limit 1`);
}

/** Returns some followers of a person. */
export async function sampleFollowers(
  sql: SqlPool,
  userId: string,
  size: number,
): Promise<Member[]> {
  return await sql<Member[]>`
    select u.id as user_id, s.id as session_id, u.followers_count as followers
    from (
      select follower_id from follows where followee_id = ${userId}
      order by md5(follower_id::text) limit ${size}) as f
    join users u on u.id = f.follower_id
    join sessions s on s.user_id = u.id`;
}

/** Adds followers that exist only as rows: nothing else reads them. */
export async function addFollowerRows(sql: SqlPool, userId: string, count: number): Promise<void> {
  await sql.begin(async (tx) => {
    await tx`set local session_replication_role = replica`;
    await tx`set local statement_timeout = 0`;
    await tx`
      insert into follows (id, follower_id, followee_id)
      select uuidv7(), uuidv7(), ${userId} from generate_series(1, ${count}::int)`;
    await tx`update users set followers_count = followers_count + ${count} where id = ${userId}`;
  });
  await sql`analyze follows`;
}
