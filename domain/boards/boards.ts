/** Who may see a board: everybody, who follows its owner, or only who works on it. */
export const BOARD_PRIVACIES = ["public", "followers", "private"] as const;
/** One of {@link BOARD_PRIVACIES}. */
export type BoardPrivacy = (typeof BOARD_PRIVACIES)[number];

/** What the owner of a board lets a collaborator do: pin and arrange, or only look. */
export const COLLABORATOR_ROLES = ["editor", "viewer"] as const;
/** One of {@link COLLABORATOR_ROLES}. */
export type CollaboratorRole = (typeof COLLABORATOR_ROLES)[number];
/** How somebody stands to a board. */
export type BoardRole = "owner" | CollaboratorRole;

/** What the rule of visibility asks of a board. */
export interface BoardAudience {
  ownerId: string;
  privacy: BoardPrivacy;
}
