import type { UserId } from "../ids.ts";
import type { RulesOf } from "./rules.ts";

/** An event of a board that people share. */
export type BoardEvent =
  /** `invitationId` is the id of the collaboration that began. */
  | { type: "board.shared"; invitationId: string; ownerId: UserId; userId: UserId }
  | { type: "board.unshared"; invitationIds: string[] };

/** The rules of events of boards. Each collaboration has a notification of its own. */
export const boardEvents: RulesOf<BoardEvent> = {
  "board.shared": {
    notifies: ({ invitationId, ownerId, userId }) => [
      {
        userId,
        type: "invitation",
        actorId: ownerId,
        subject: { type: "invitation", id: invitationId },
      },
    ],
  },
  "board.unshared": {
    deletes: ({ invitationIds }) => invitationIds.map((id) => ({ type: "invitation", id })),
  },
};
