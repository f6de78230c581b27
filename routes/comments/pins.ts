import { pinComment, unpinComment } from "../../db/comments/pins.ts";
import type { Api } from "../http/api.ts";
import { commentParams } from "./comments.ts";

/** The pinned comment is listed above all others. The post's author pins and unpins it. */
export function commentPinRoutes(api: Api): void {
  api.put("/posts/:id/comments/:commentId/pin", {
    summary: "Pin a comment to my post; it replaces the pinned one",
    params: commentParams,
    errors: ["forbidden", "unprocessable"],
    async run({ viewerId, params: { id: postId, commentId }, write }) {
      await write((tx) => pinComment(tx, { postId, commentId, viewerId }));
    },
  });

  api.delete("/posts/:id/comments/:commentId/pin", {
    summary: "Unpin a comment from my post",
    params: commentParams,
    errors: ["forbidden"],
    async run({ viewerId, params: { id: postId, commentId }, write }) {
      await write((tx) => unpinComment(tx, { postId, commentId, viewerId }));
    },
  });
}
