import { assertEquals } from "@std/assert";
import type { PostId, UserId } from "../../../domain/ids.ts";
import { inboxActor } from "../../../actors/users/inbox.ts";
import type { StoredEntry } from "../../../domain/notifications/inbox.ts";
import { openMemoryKv } from "../../helpers/app/kv.ts";

// The KV format since the first version: running databases have many such entries.
const actorIds = ["bob"] as UserId[];
const postId = "post" as PostId;
const base = { postId: null, preview: null, actorsCount: 1, actorIds, createdAt: 1 };
const rows: StoredEntry[] = [
  { id: "4", type: "moderation", commentId: "action", ...base, isRead: false, rev: 0 },
  { id: "3", type: "invitation", commentId: "collaboration", ...base, isRead: false, rev: 0 },
  { id: "2", type: "mention", commentId: "comment", ...base, postId, isRead: false, rev: 0 },
  { id: "1", type: "follow", commentId: null, ...base, isRead: true, rev: 0 },
];
const subjects = [
  { type: "action", id: "action" },
  { type: "invitation", id: "collaboration" },
  { type: "comment", id: "comment" },
  null,
];
const changed = { type: "changed", put: rows, removedIds: [], unread: 3, log: [] } as const;

Deno.test("an inbox reads from its rows the subject of each notification", async () => {
  using store = await openMemoryKv();
  for (const row of rows) await store.kv.set(["user", "ada", "inbox", row.id], row);
  const { entries } = await inboxActor.load(store.kv, "ada");
  assertEquals(entries.map(({ subject }) => subject), subjects);
});

Deno.test("an inbox writes the rows that it reads, and has the same entries in memory", async () => {
  using store = await openMemoryKv();
  const empty = { isAssembled: true, unread: 0, entries: [] };
  const step = inboxActor.receive("ada", empty, changed);
  for (const { key, value } of step.rows) await store.kv.set(key, value);
  const { entries } = await inboxActor.load(store.kv, "ada");
  assertEquals(step.state?.entries, entries);
  assertEquals(step.rows.slice(0, 4).map(({ value }) => value), rows);
});
