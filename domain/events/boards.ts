import type { RulesOf } from "./rules.ts";

/** What happens to boards that people share. */
export type BoardEvent =
  /** `invitationId` is the id of the collaboration that began. */
  | { type: "board.shared"; invitationId: string; ownerId: string; userId: string }
  | { type: "board.unshared"; invitationIds: string[] };

/** What events of boards do. Each collaboration has a notification of its own. */
export const boardEvents: RulesOf<BoardEvent> = {
  "board.shared": {
    notifies: ({ invitationId, ownerId, userId }) => [
      {
        userId,
        type: "invitation",
        actorId: ownerId,
        subject: { type: "collaboration", id: invitationId },
      },
    ],
  },
  "board.unshared": {
    deletes: ({ invitationIds }) => invitationIds.map((id) => ({ type: "collaboration", id })),
  },
};
