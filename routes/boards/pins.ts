import { z } from "zod";
import { type PinPlace, pinPost, unpinPost } from "../../db/boards/pins.ts";
import { PINS_PER_BOARD_MAX } from "../../domain/limits.ts";
import type { Api } from "../http/api.ts";
import { idInputOf } from "../http/fields.ts";
import { boardParams, idSchema } from "../http/values.ts";

const pinParams = boardParams.extend({ postId: idInputOf<"post">() });
const place = z.strictObject({
  position: z.int().min(0).max(PINS_PER_BOARD_MAX),
  afterPostId: idInputOf<"post">().nullable(),
}).partial().refine(
  ({ position, afterPostId }) => position === undefined || afterPostId === undefined,
  "Provide a position or another pin, not both",
);
const pinnedSchema = z.object({ boardId: idSchema, postId: idSchema, isPinned: z.boolean() }).meta({
  id: "Pin",
});

/** Pins: posts on boards, in an order that the editors choose. */
export function boardPinRoutes(api: Api): void {
  api.put("/boards/:id/pins/:postId", {
    summary: "Pin a post to a board, first or at a given position, or move a pin",
    params: pinParams,
    body: place.optional(),
    response: pinnedSchema,
    errors: ["forbidden", "not_found", "unprocessable"],
    async run({ viewerId, params: { id: boardId, postId }, body, write }) {
      await write((tx) => pinPost(tx, { boardId, postId, viewerId }, placeIn(body)));
      return { boardId, postId, isPinned: true };
    },
  });

  api.delete("/boards/:id/pins/:postId", {
    summary: "Unpin a post from a board",
    params: pinParams,
    response: pinnedSchema,
    errors: ["forbidden", "not_found"],
    async run({ viewerId, params: { id: boardId, postId }, write }) {
      await write((tx) => unpinPost(tx, { boardId, postId, viewerId }));
      return { boardId, postId, isPinned: false };
    },
  });
}

function placeIn(body: z.output<typeof place> | undefined): PinPlace | null {
  if (body?.position !== undefined) return { position: body.position };
  return body?.afterPostId === undefined ? null : { afterPostId: body.afterPostId };
}
