import { z } from "zod";
import type { Context } from "../../context/mod.ts";
import { isId, type MessageId } from "../../domain/ids.ts";
import type { Seat } from "../../reads/conversations/access.ts";
import { type MessageStart, readMessages, startOf } from "../../reads/messages/pages.ts";
import { text } from "../http/fields.ts";
import { pageQuery, paginationOf, paginationSchema, placeOf } from "../http/paging.ts";
import { messageSchema, messageViews } from "./message_view.ts";

const DIRECTIONS = ["before", "after", "around"] as const;

const placeInput = text(36)
  .refine((given) => /^\d{1,10}$/.test(given) || isId(given.toLowerCase()), "Must be a seq or id")
  .transform((given): number | MessageId =>
    given.length <= 10 ? Number(given) : given.toLowerCase() as MessageId
  );

/** The query of a page of messages. */
export const messagesQuery = pageQuery.extend({
  before: placeInput.optional().describe("A seq or a messageId: older ones, newest first."),
  after: placeInput.optional().describe("A seq or a messageId: newer ones, oldest first."),
  around: placeInput.optional().describe("A seq or a messageId: half on each side, oldest first."),
}).refine(
  ({ cursor, ...query }) =>
    [cursor, ...DIRECTIONS.map((name) => query[name])].filter((one) => one !== undefined).length <
      2,
  "Provide only one of before, after, around and cursor",
);

/** A page of messages as clients see it. */
export const messagesSchema = z.object({
  messages: z.array(messageSchema),
  pagination: paginationSchema,
}).meta({ id: "MessagePage" });

/** Returns a page of the messages of a conversation, as its viewer sees them. */
export async function messagePage(
  ctx: Context,
  seat: Seat,
  query: z.output<typeof messagesQuery>,
): Promise<z.input<typeof messagesSchema>> {
  const scope = `messages of ${seat.conversation.id}`;
  const place = placeOf(ctx, scope, query.cursor);
  const start = place === null ? startIn(query) : startOf(place);
  const { cards, next } = await readMessages(ctx, seat, start, query.limit);
  const views = await messageViews(ctx, seat, cards);
  return { messages: [...views.values()], pagination: paginationOf(ctx, scope, next) };
}

/** Returns the page of a conversation that does not exist yet. No cursor belongs to it. */
export function noMessages(
  ctx: Context,
  { cursor }: z.output<typeof messagesQuery>,
): z.input<typeof messagesSchema> {
  placeOf(ctx, "no messages", cursor);
  return { messages: [], pagination: paginationOf(ctx, "no messages", null) };
}

function startIn(query: z.output<typeof messagesQuery>): MessageStart {
  for (const direction of DIRECTIONS) {
    const of = query[direction];
    if (of !== undefined) return { direction, of };
  }
  return null;
}
