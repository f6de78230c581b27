import type { UserId } from "../ids.ts";
/** The audiences of a board: everybody, the owner's followers, or only its collaborators. */
export const BOARD_PRIVACIES = ["public", "followers", "private"] as const;
/** One of {@link BOARD_PRIVACIES}. */
export type BoardPrivacy = (typeof BOARD_PRIVACIES)[number];

/** The roles of a collaborator: may pin and arrange, or may only look. */
export const COLLABORATOR_ROLES = ["editor", "viewer"] as const;
/** One of {@link COLLABORATOR_ROLES}. */
export type CollaboratorRole = (typeof COLLABORATOR_ROLES)[number];
/** The role of a user on a board. */
export type BoardRole = "owner" | CollaboratorRole;

/** The data of a board that the rule of visibility needs. */
export interface BoardAudience {
  ownerId: UserId;
  privacy: BoardPrivacy;
}
