import { z } from "zod";
import type { Context } from "../../context/mod.ts";
import { PEOPLE } from "../../context/read_cache.ts";
import { CONVERSATION_KINDS, MEMBER_STATUSES } from "../../domain/conversations/conversations.ts";
import type { MessageId, UserId } from "../../domain/ids.ts";
import { PAGE_SIZE_MAX } from "../../domain/limits.ts";
import { Rope } from "../../lib/cache/rope.ts";
import { type ListPlace, pageOfSeats } from "../../reads/conversations/list.ts";
import { findOwnSeats } from "../../reads/conversations/mine.ts";
import type { Api } from "../http/api.ts";
import { text } from "../http/fields.ts";
import { pageQuery, paginationOf, paginationSchema, placeOf } from "../http/paging.ts";
import { conversationSchema, conversationViews } from "./conversation_view.ts";

/** A cursor names the conversations of the first page that were active just then. */
const CURSOR_LENGTH_MAX = 300 + 60 * PAGE_SIZE_MAX;
/** Addresses of attachments in a cached page are younger than this. */
const ADDRESSES_MS = 60_000;

const listQuery = pageQuery.extend({
  cursor: text(CURSOR_LENGTH_MAX, 1).optional(),
  kind: z.enum(CONVERSATION_KINDS).optional(),
  status: z.enum(MEMBER_STATUSES).optional(),
  archived: z.enum(["true", "false"]).default("false"),
});
type ListQuery = z.output<typeof listQuery>;

const listSchema = z.object({
  conversations: z.array(conversationSchema),
  pagination: paginationSchema,
}).meta({ id: "ConversationPage" });

/** The list of conversations. */
export function conversationListRoutes(api: Api): void {
  api.get("/conversations", {
    summary: "List my DMs, groups and rooms, newest activity first",
    query: listQuery,
    response: listSchema,
    async run({ ctx, viewerId, query }) {
      const page = await listPage(ctx, viewerId, query);
      return new Response(page.toString(), {
        headers: { "content-type": "application/json; charset=UTF-8" },
      });
    },
  });
}

/** Returns a page as JSON. The first page is cached until something in it changes. */
async function listPage(ctx: Context, viewerId: UserId, query: ListQuery): Promise<Rope> {
  const { kind, status, archived, limit, cursor } = query;
  const list = `${kind} ${status} ${archived}`;
  const key = cursor === undefined ? `conversations ${viewerId} ${list} ${limit}` : null;
  const cached = key && ctx.pages.get(key);
  if (cached) return cached;
  const scope = `conversations of ${viewerId} ${list}`;
  const at = placeOf(ctx, scope, cursor);
  const place = at === null ? null : JSON.parse(at) as ListPlace;
  const since = ctx.cache.versions.now();
  const { seats, ids, validUntil } = await findOwnSeats(ctx, viewerId);
  const filter = { kind, status, isArchived: archived === "true" };
  const page = await pageOfSeats(ctx, seats, { filter, place, limit });
  const conversations = await conversationViews(ctx, page.seats);
  const next = page.next && JSON.stringify(page.next);
  const data = { conversations, pagination: paginationOf(ctx, scope, next) };
  const rendered = new Rope([JSON.stringify({ success: true, data })]);
  if (key === null) return rendered;
  const messages = conversations.flatMap(({ lastMessage }) => lastMessage ?? []);
  const shown = messages.flatMap(({ messageId, parentId }) => [messageId, parentId ?? messageId]);
  const now = Date.now();
  const ends = shown.map((id) => ctx.cache.messages.peek(id as MessageId)?.expiresAt?.getTime());
  const times = [...page.seats.map(({ state }) => state.mutedUntil), ...ends.map((end) => end ?? 0)]
    .filter((time) => time > now);
  times.push(
    ctx.cache.unread.endOf(viewerId, page.seats.map(({ conversation }) => conversation.id)),
  );
  if (messages.some(({ media }) => media.length > 0)) times.push(now + ADDRESSES_MS);
  ctx.pages.set(key, { text: rendered, validUntil: Math.min(validUntil, ...times) }, {
    since,
    ids: new Set([...ids, ...shown, PEOPLE]),
    sources: [],
    validUntil,
  });
  return rendered;
}
