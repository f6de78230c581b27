import { endSession } from "../../db/accounts/sessions.ts";
import type { LikeWriter } from "../../db/engagement/like_writer.ts";
import { savePost } from "../../db/engagement/saves.ts";
import { deleteMedia } from "../../db/media/media.ts";
import { unpinPost } from "../../db/boards/pins.ts";
import type { Tx } from "../../db/transact.ts";
import {
  type BoardId,
  type MediaId,
  newId,
  type PostId,
  type SessionId,
  type UserId,
} from "../../domain/ids.ts";

interface Ids {
  userId: UserId;
  sessionId: SessionId;
  mediaId: MediaId;
  postId: PostId;
  boardId: BoardId;
}

/** `deno check` fails if ids of two kinds can be swapped. */
export function swapped(
  tx: Tx,
  likes: LikeWriter,
  { userId, sessionId, mediaId, postId, boardId }: Ids,
) {
  return [
    endSession(tx, userId, newId()),
    // @ts-expect-error A name from a path is not an id.
    endSession(tx, "@ada", sessionId),
    // @ts-expect-error The session comes second.
    endSession(tx, sessionId, userId),
    // @ts-expect-error A picture is not a session.
    endSession(tx, userId, mediaId),
    // @ts-expect-error The picture comes first.
    deleteMedia(tx, userId, mediaId),
    // @ts-expect-error A user is not a post.
    likes.write({ userId: postId, postId: userId, isLiked: true }),
    // @ts-expect-error The post comes second.
    savePost(tx, postId, userId),
    // @ts-expect-error A board is not a post.
    unpinPost(tx, { boardId: postId, postId: boardId, viewerId: userId }),
  ];
}
