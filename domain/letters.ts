import type { CodePurpose } from "./codes.ts";
import { CODE_MINUTES } from "./limits.ts";

const SERVICE = "Tintype";

/** What a mail says, in plain text. */
export interface Letter {
  subject: string;
  text: string;
}

const CODE_IS_FOR: Record<CodePurpose, string> = {
  verify_email: "confirm that this is your e-mail address",
  change_email: "change the e-mail address of your account",
  change_password: "change your password",
  reset_password: "choose a new password",
};

/** Brings a code. */
export function codeLetter(purpose: CodePurpose, code: string): Letter {
  const use = CODE_IS_FOR[purpose];
  return letter("Your code", [
    `To ${use} at ${SERVICE}, enter this code:`,
    code,
    `It works once, and for ${CODE_MINUTES} minutes. We never ask for it: give it to nobody.`,
    "If you did not ask for it, somebody else typed your address. Nothing has changed.",
  ]);
}

/** Tells the owner of an account that its password is another now. */
export function passwordChangedLetter(username: string): Letter {
  return letter("Your password was changed", [
    `The password of your account @${username} at ${SERVICE} was changed, and its other sessions ` +
    "were signed out.",
    "If this was not you, reset your password now: this address still belongs to the account.",
  ]);
}

/** Tells the former address of an account that it has another one now. */
export function emailChangedLetter(username: string): Letter {
  return letter("Your e-mail address was changed", [
    `The account @${username} at ${SERVICE} has another e-mail address now. From now on its mail ` +
    "goes there.",
    "If this was not you, somebody knows your password: sign in by your username, change it, and " +
    "tell the people who run the service.",
  ]);
}

function letter(subject: string, paragraphs: string[]): Letter {
  return { subject: `${SERVICE}: ${subject}`, text: `${paragraphs.join("\n\n")}\n` };
}
