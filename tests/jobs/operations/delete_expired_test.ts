import { assertEquals } from "@std/assert";
import { deleteExpired } from "../../../jobs/operations/delete_expired.ts";
import { startApp } from "../../helpers/app/app.ts";
import { ok } from "../../helpers/people/steps.ts";

const NEVER = new AbortController().signal;

Deno.test("delete_expired deletes everything past its time, and nothing younger", async () => {
  await using app = await startApp({ env: { PHOTO_ONLY: "false" } });
  const [ada] = await app.people("ada");
  const { sql, kv } = app.ctx;
  const id = () => crypto.randomUUID();
  const [kept, gone] = [id(), id()];
  for (const [hash, age] of [["\\x01", "23 hours"], ["\\x02", "25 hours"]] as const) {
    await sql`
      insert into idempotency_keys (scope, key_hash, fingerprint, created_at)
      values (${ada.id}, ${hash}::bytea, '\\x00', now() - ${age}::interval)`;
  }
  await sql`
    insert into sessions (id, user_id, ip, user_agent, expires_at)
    values (${id()}, ${ada.id}, 'unknown', '', now() - interval '91 days'),
      (${id()}, ${ada.id}, 'unknown', '', now() - interval '89 days')`;
  for (const [notificationId, age] of [[kept, "89 days"], [gone, "91 days"]] as const) {
    await sql`
      insert into notifications (id, user_id, type, is_open, created_at, read_at)
      values (${notificationId}, ${ada.id}, 'comment', false,
        now() - ${age}::interval, now() - ${age}::interval)`;
    await kv.set(["user", ada.id, "inbox", notificationId], {});
  }
  await sql`
    insert into job_runs (id, name, leased_until, finished_at)
    values (${id()}, 'old', now(), now() - interval '31 days')`;
  for (const status of ["waiting", "ready"]) {
    await sql`
      insert into exports (id, user_id, status, created_at)
      values (${id()}, ${ada.id}, ${status}, now() - interval '31 days')`;
  }
  const post = ok(await ada.post("/posts", { mediaIds: [], caption: "words" }), 201).data;
  for (const [expired, revoked] of [["1 day", "31 days"], ["31 days", null], ["1 day", null]]) {
    await sql`
      insert into share_links (id, post_id, expires_at, revoked_at)
      values (${id()}, ${post.postId}, now() - ${expired!}::interval, now() - ${revoked!}::interval)`;
  }
  ok(await ada.post(`/posts/${post.postId}/share-links`), 201);
  await sql`
    insert into undone_reposts (id, post_id, user_id, undone_at)
    values (${id()}, ${post.postId}, ${ada.id}, now() - interval '25 hours')`;
  for (const [hash, age] of [["\\x01", "-1 minute"], ["\\x02", "1 minute"]] as const) {
    await sql`
      insert into oauth_flows (state_hash, browser_hash, provider, sealed, expires_at)
      values (${hash}::bytea, '\\x00', 'test', '\\x00', now() + ${age}::interval)`;
    await sql`
      insert into identity_proofs (hash, purpose, provider, issuer, subject, user_id, expires_at)
      values (${hash}::bytea, 'link', 'test', 'i', 's', ${ada.id}, now() + ${age}::interval)`;
  }

  for (
    const [to, age] of [["young@example.com", "6 days"], ["old@example.com", "8 days"]] as const
  ) {
    await sql`
      insert into mails (id, recipient, subject, created_at, sent_at)
      values (${id()}, ${to}, '', now() - ${age}::interval, now())`;
  }
  for (const [subject, age] of [["young", "23 hours"], ["old", "25 hours"]] as const) {
    await sql`
      insert into security_codes (subject, purpose, mac, expires_at)
      values (${subject}, 'reset_password', '\\x00', now() + interval '24 hours' - ${age}::interval)`;
    await sql`
      insert into code_budgets (subject, spent_at, last_spent_at)
      values (${subject}, array[now()], now() - ${age}::interval)`;
  }

  for (const [hash, life] of [["\\x01", "1 minute"], ["\\x02", "-1 minute"]] as const) {
    await sql`
      insert into api_tokens (id, user_id, hash, scopes, expires_at)
      values (${id()}, ${ada.id}, ${hash}::bytea, '{read}', now() + ${life}::interval)`;
  }

  const space = id();
  await sql`insert into spaces (id, name) values (${space}, 'Lakes')`;
  for (
    const [hash, life, revoked] of [
      ["\\x01", "1 day", null],
      ["\\x02", "-29 days", null],
      ["\\x03", "-31 days", null],
      ["\\x04", "1 day", "31 days"],
    ] as const
  ) {
    await sql`
      insert into space_invitations (id, space_id, token_hash, max_uses, expires_at, revoked_at)
      values (${id()}, ${space}, ${hash}::bytea, 1, now() + ${life}::interval,
        now() - ${revoked}::interval)`;
  }

  const codes = { exports: 1, mails: 1, codes: 1, budgets: 1, oauthFlows: 1, identityProofs: 1 };
  const all = {
    keys: 1,
    sessions: 1,
    apiTokens: 1,
    notifications: 1,
    shareLinks: 2,
    invitations: 2,
    undoneReposts: 1,
    runs: 1,
    ...codes,
  };
  assertEquals(await deleteExpired.run(app.ctx, NEVER), all);
  const noCodes = { exports: 0, mails: 0, codes: 0, budgets: 0, oauthFlows: 0, identityProofs: 0 };
  const none = {
    keys: 0,
    sessions: 0,
    apiTokens: 0,
    notifications: 0,
    shareLinks: 0,
    invitations: 0,
    undoneReposts: 0,
    runs: 0,
    ...noCodes,
  };
  assertEquals(await deleteExpired.run(app.ctx, NEVER), none);
  assertEquals((await sql<{ id: string }[]>`select id from notifications`).map((row) => row.id), [
    kept,
  ]);
  assertEquals((await kv.get(["user", ada.id, "inbox", gone])).value, null);
  assertEquals((await ada.get("/users/me")).status, 200);
});

Deno.test("delete_expired deletes all of a backlog of many batches", async () => {
  await using app = await startApp();
  await app.ctx.sql`
    insert into idempotency_keys (scope, key_hash, fingerprint, created_at)
    select 'anyone', int4send(n), '\\x00', now() - interval '2 days'
    from generate_series(1, 1200) as n`;
  assertEquals((await deleteExpired.run(app.ctx, NEVER)).keys, 1200);
});
