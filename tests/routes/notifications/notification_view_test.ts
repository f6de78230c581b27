import { assertEquals } from "@std/assert";
import { to } from "../../../actors/runtime/actor.ts";
import { inboxActor } from "../../../actors/users/inbox.ts";
import { newId } from "../../../domain/ids.ts";
import type { StoredEntry } from "../../../domain/notifications/inbox.ts";
import { loadNotificationViews } from "../../../routes/notifications/notification_view.ts";
import { UNCHECKED } from "../../helpers/app/kv.ts";
import { startApp } from "../../helpers/app/app.ts";

Deno.test("a notification can be shown as soon as it is logged, before Postgres has committed it", async () => {
  await using app = await startApp();
  const [ada, bob] = await app.people("ada", "bob");
  const entry: StoredEntry = {
    id: newId(),
    type: "follow",
    postId: null,
    commentId: null,
    preview: null,
    actorsCount: 1,
    actorIds: [bob.id],
    createdAt: Date.now(),
    isRead: false,
    rev: 0,
  };
  const changed = { type: "changed", put: [entry], removedIds: [], unread: 1, log: [] } as const;
  await app.ctx.actors.send({
    envelopes: [to(inboxActor, ada.id, changed)],
    log: [],
    checks: UNCHECKED,
  });
  const views = await loadNotificationViews(app.ctx, ada.id, [entry.id]);
  assertEquals(views.get(entry.id)?.actors.map(({ username }) => username), ["bob"]);
});
