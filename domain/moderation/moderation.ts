import type { ConversationId, MediaId, MessageId, PostId } from "../ids.ts";
/** The reasons to report something. */
export const REPORT_REASONS = [
  "spam",
  "harassment",
  "hate",
  "nudity",
  "violence",
  "self_harm",
  "illegal",
  "other",
] as const;
/** One of {@link REPORT_REASONS}. */
export type ReportReason = (typeof REPORT_REASONS)[number];

/** The states of a report: not looked at yet, nothing was wrong, or something was done. */
export const REPORT_STATUSES = ["open", "dismissed", "actioned"] as const;
/** One of {@link REPORT_STATUSES}. */
export type ReportStatus = (typeof REPORT_STATUSES)[number];

/** The ways to resolve a report. */
export const RESOLUTIONS = ["dismiss", "takedown", "warn", "suspend"] as const;
/** One of {@link RESOLUTIONS}. */
export type Resolution = (typeof RESOLUTIONS)[number];

/** The states of an appeal. */
export const APPEAL_STATUSES = ["open", "accepted", "rejected"] as const;
/** One of {@link APPEAL_STATUSES}. */
export type AppealStatus = (typeof APPEAL_STATUSES)[number];

/** The types of objects that moderation is about. */
export const SUBJECT_TYPES = ["user", "post", "comment", "message"] as const;
/** One of {@link SUBJECT_TYPES}. */
export type SubjectType = (typeof SUBJECT_TYPES)[number];

/** A person, a post, a comment or a message that moderation is about. */
export interface Subject {
  type: SubjectType;
  id: string;
}

/** The actions of moderators, as the audit names them. */
export const MODERATION_ACTIONS = [
  "report.view",
  "report.dismiss",
  "post.takedown",
  "post.restore",
  "comment.takedown",
  "comment.restore",
  "message.takedown",
  "message.restore",
  "user.warn",
  "user.suspend",
  "user.unsuspend",
  "appeal.accept",
  "appeal.reject",
] as const;
/** One of {@link MODERATION_ACTIONS}. */
export type ModerationActionName = (typeof MODERATION_ACTIONS)[number];

/** Actions against a person that the person may appeal against. */
export const APPEALABLE: readonly ModerationActionName[] = [
  "post.takedown",
  "comment.takedown",
  "message.takedown",
  "user.warn",
  "user.suspend",
];

/**
 * A reported object as it was when it was reported. Each type of object has only its own fields.
 */
export interface Snapshot {
  username: string;
  createdAt: string;
  fullName?: string | null;
  bio?: string;
  website?: string | null;
  header?: string | null;
  caption?: string;
  contentWarning?: string | null;
  tags?: string[];
  locationName?: string | null;
  privacy?: string;
  postId?: PostId;
  conversationId?: ConversationId;
  content?: string;
  /** The messages before a message, the oldest first. */
  before?: { messageId: MessageId; username: string; content: string; createdAt: string }[];
  mediaIds: MediaId[];
}

/** The reason why an account cannot be used, and the end of that; no end if `until` is null. */
export interface Suspension {
  /** The action that an appeal names, or null if no moderator suspended the account. */
  actionId: string | null;
  reason: string;
  /** Milliseconds since 1970. */
  until: number | null;
}

/** The reason that is shown if a moderator gave none. */
export const REASON_DEFAULT = "It is against the rules of this community";

const TOLD: Partial<Record<ModerationActionName, string>> = {
  "post.takedown": "Your post was taken down",
  "post.restore": "Your post is back",
  "comment.takedown": "Your comment was taken down",
  "comment.restore": "Your comment is back",
  "message.takedown": "Your message was taken down",
  "message.restore": "Your message is back",
  "user.warn": "You have been warned",
  "user.suspend": "Your account is suspended",
  "user.unsuspend": "Your account is no longer suspended",
  "appeal.accept": "Your appeal was accepted",
  "appeal.reject": "Your appeal was rejected",
};

/** Returns the text of an action for the person concerned. */
export function toldOf({ action, reason }: { action: ModerationActionName; reason: string }) {
  const told = TOLD[action] ?? "Moderators have looked at something of yours";
  return { subject: told, preview: `${told}: ${reason}` };
}
