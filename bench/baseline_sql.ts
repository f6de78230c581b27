import { Hono } from "hono";
import type postgres from "postgres";
import type { DatabaseAddress } from "../lib/config/database_address.ts";
import { openSql } from "../db/pool.ts";
import { AccessTokens } from "../lib/security/access_tokens.ts";
import { environmentOfProcess } from "../lib/config/mod.ts";
import { deriveKeys } from "../lib/security/keys.ts";

/** The arguments of the baseline. */
interface Options {
  database: DatabaseAddress;
  secret: string;
  poolSize: number;
}

// The plain SQL design of a first version: each read is a query, each like a transaction.
const { database, secret, poolSize }: Options = JSON.parse(Deno.args[0]!);
const sql = openSql(database, poolSize, "request");
const tokens = new AccessTokens((await deriveKeys(secret)).accessTokens, 60);
const app = new Hono<{ Variables: { viewerId: string } }>();

app.get("/health", (c) => c.text("ok"));

app.use("/api/*", async (c, next) => {
  const { userId } = await tokens.verify(c.req.header("authorization")!.slice("Bearer ".length));
  c.set("viewerId", userId);
  await next();
});

app.get("/api/v1/feed", async (c) => {
  const limit = Number(c.req.query("limit"));
  const rows = await sql<postgres.Row[]>`
    select p.*, u.username, u.avatar_url
    from posts p
    join users u on p.user_id = u.id
    join follows f on f.following_id = p.user_id
    where f.follower_id = ${c.var.viewerId}
    order by p.created_at desc
    limit ${limit}`;
  const posts = rows.map(postOf);
  const nextCursor = rows.at(-1)?.createdAt ?? null;
  const pagination = { nextCursor, hasMore: posts.length === limit };
  return c.json({ success: true, data: { posts, pagination } });
});

app.get("/api/v1/explore", async (c) => {
  const limit = Number(c.req.query("limit"));
  const rows = await sql<postgres.Row[]>`
    select p.*, u.username, u.avatar_url,
      exists (select from likes l where l.post_id = p.id and l.user_id = ${c.var.viewerId})
        as is_liked
    from posts p
    join users u on p.user_id = u.id
    where p.privacy = 'public'
    order by p.likes_count desc
    limit ${limit} offset ${Number(c.req.query("offset") ?? 0)}`;
  const posts = rows.map((row) => ({ ...postOf(row), isLiked: row.isLiked }));
  return c.json({ success: true, data: { posts } });
});

app.post("/api/v1/posts/:id/like", async (c) => {
  const postId = c.req.param("id");
  await sql.begin((tx) =>
    tx`insert into likes (post_id, user_id) values (${postId}, ${c.var.viewerId})
      on conflict do nothing`
  );
  return c.json({ success: true, data: { postId, isLiked: true } });
});

app.get("/api/v1/conversations", async (c) => {
  const { viewerId } = c.var;
  const conversations = await sql<postgres.Row[]>`
    select c.*, m.read_seq, g.body, g.sender_id, u.username, u.avatar_url, (
        select count(*) from messages n
        where n.conversation_id = c.id and n.seq > m.read_seq and n.sender_id <> ${viewerId}
      )::int as unread_count
    from conversation_members m
    join conversations c on c.id = m.conversation_id
    left join lateral (
      select * from messages where conversation_id = c.id order by seq desc limit 1) as g on true
    left join users u on u.id = g.sender_id
    where m.user_id = ${viewerId}
    order by c.last_message_at desc
    limit ${Number(c.req.query("limit"))}`;
  return c.json({ success: true, data: { conversations } });
});

app.post("/api/v1/conversations/:id/messages", async (c) => {
  const id = c.req.param("id");
  const { viewerId } = c.var;
  const { clientId, body } = await c.req.json();
  const message = await sql.begin(async (tx) => {
    const [conversation] = await tx<{ lastSeq: number }[]>`
      select last_seq from conversations where id = ${id} for update`;
    const [member] = await tx`
      select from conversation_members where conversation_id = ${id} and user_id = ${viewerId}`;
    if (!conversation || !member) return null;
    const [row] = await tx<postgres.Row[]>`
      insert into messages (conversation_id, seq, sender_id, client_id, body)
      values (${id}, ${conversation.lastSeq + 1}, ${viewerId}, ${clientId}, ${body})
      returning *`;
    await tx`
      update conversations set last_seq = last_seq + 1, last_message_at = now() where id = ${id}`;
    return row!;
  });
  if (message === null) return c.json({ success: false }, 404);
  return c.json({ success: true, data: message }, 201);
});

function postOf(row: postgres.Row) {
  return {
    postId: row.id,
    userId: row.userId,
    username: row.username,
    avatar: row.avatarUrl,
    imageUrl: row.imageUrl,
    thumbnailUrl: row.thumbnailUrl,
    caption: row.caption,
    likesCount: row.likesCount,
    commentsCount: row.commentsCount,
    createdAt: row.createdAt,
  };
}

const port = Number(environmentOfProcess().PORT);
Deno.serve({ hostname: "127.0.0.1", port, onListen() {} }, app.fetch);
