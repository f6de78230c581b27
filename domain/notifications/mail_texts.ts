import type { CodePurpose } from "../accounts/codes.ts";
import { APP_UNDO_DAYS, CODE_MINUTES } from "../limits.ts";
import { inOneLine, withoutTurns } from "../visible_text.ts";
import { APPEALABLE, type ModerationActionName, toldOf } from "../moderation/moderation.ts";

const SERVICE = "Tintype";

/** The content of a mail, in plain text. */
export interface MailText {
  subject: string;
  text: string;
}

const CODE_IS_FOR: Record<CodePurpose, string> = {
  verify_email: "confirm your email address",
  change_email: "change the email address of your account",
  change_password: "change your password",
  reset_password: "choose a new password",
};

/** Returns the mail with a code. */
export function codeMail(purpose: CodePurpose, code: string): MailText {
  const use = CODE_IS_FOR[purpose];
  return mailText("Your code", [
    `Enter this code to ${use} at ${SERVICE}:`,
    code,
    `It works once, and for ${CODE_MINUTES} minutes. We will never ask you for this code. Do not ` +
    "share it.",
    "If you did not request this code, someone else entered your address. Nothing has changed.",
  ]);
}

/** The number of ways into an account beside its password, by kind. */
export interface WaysIn {
  passkeys: number;
  identities: number;
  apiTokens: number;
}

/** A way into an account that was added. An app opens nothing, but it keeps others out. */
export type WayIn =
  | { type: "passkey" | "identity" | "api_token" }
  | { type: "authenticator_app"; undoCode: string };

const ADDED: Record<WayIn["type"], string> = {
  passkey: "A passkey was added to",
  identity: "An identity at another service was linked to",
  api_token: "An API token was created for",
  authenticator_app: "An authenticator app was enabled for",
};

/** Notifies the owner of an account of a new way into it, and says how to end it. */
export function newWayInMail(username: string, added: WayIn): MailText {
  const undo = added.type === "authenticator_app"
    ? [
      "Then sign in with this code instead of a code of the app. It turns the app off:",
      added.undoCode,
      `It works once, and for ${APP_UNDO_DAYS} days. Do not share it.`,
    ]
    : [];
  return mailText("New access to your account", [
    `${ADDED[added.type]} your account @${username} at ${SERVICE}.`,
    "If this was not you, reset your password now. That signs out all sessions, and removes all " +
    "passkeys, linked identities and API tokens.",
    ...undo,
  ]);
}

/** Notifies an account's owner of a changed password, with the ways in that ended or are left. */
export function passwordChangedMail(
  username: string,
  { ended, left }: { ended: WaysIn | null; left: WaysIn | null },
): MailText {
  return mailText("Your password was changed", [
    `The password of your account @${username} at ${SERVICE} was changed, and its other sessions ` +
    "were signed out.",
    ...(ended && isAny(ended)
      ? [`Access that was removed: ${listed(ended)}. Add yours again.`]
      : []),
    ...(left && isAny(left)
      ? [`Access that remains: ${listed(left)}. Remove now what is not yours.`]
      : []),
    "If this was not you, reset your password now: this address still belongs to the account.",
  ]);
}

function isAny({ passkeys, identities, apiTokens }: WaysIn): boolean {
  return passkeys + identities + apiTokens > 0;
}

function listed({ passkeys, identities, apiTokens }: WaysIn): string {
  const counts = [
    [passkeys, "passkey", "passkeys"],
    [identities, "linked identity", "linked identities"],
    [apiTokens, "API token", "API tokens"],
  ] as const;
  return counts.filter(([count]) => count > 0)
    .map(([count, one, many]) => `${count} ${count === 1 ? one : many}`).join(", ");
}

/** Notifies the former address of an account that the account has a new one. */
export function emailChangedMail(username: string): MailText {
  return mailText("Your email address was changed", [
    `Your account @${username} at ${SERVICE} has a new email address. Its mails go there from now on.`,
    "If this was not you, someone knows your password. Sign in with your username, change the " +
    "password, and tell the people who run the service.",
  ]);
}

/** Notifies a person of an action of moderators: its reason, and how to appeal against it. */
export function moderationMail(
  act: { id: string; action: ModerationActionName; reason: string; until: Date | null },
  username: string,
): MailText {
  const told = toldOf(act).subject;
  const until = act.until ? ` It ends at ${act.until.toISOString()}.` : "";
  const appeal = APPEALABLE.includes(act.action)
    ? [
      `If you think that this is wrong, you can appeal once. The number of the action is ${act.id}.`,
    ]
    : [];
  return mailText(told, [
    `Hello @${username},`,
    `${told}.${until}`,
    `Reason: ${act.reason}`,
    ...appeal,
  ]);
}

/** Notifies a user how many notifications wait, without their contents. */
export function notificationsMail(
  username: string,
  counts: Readonly<Record<string, number>>,
): MailText {
  const all = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const lines = Object.entries(counts)
    .map(([type, count]) => `- ${type.replaceAll("_", " ")}: ${count}`);
  return mailText(all === 1 ? "1 new notification" : `${all} new notifications`, [
    `Hello @${username},`,
    `You have new notifications at ${SERVICE}:`,
    lines.join("\n"),
    "You get this mail because of your notification preferences.",
  ]);
}

function mailText(subject: string, paragraphs: string[]): MailText {
  return {
    subject: `${SERVICE}: ${inOneLine(subject)}`,
    text: `${paragraphs.map(withoutTurns).join("\n\n")}\n`,
  };
}
