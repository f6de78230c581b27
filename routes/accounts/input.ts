import { fullName, text, typedText } from "../http/fields.ts";
import { z } from "zod";
import {
  EMAIL_LENGTH_MAX,
  PASSWORD_LENGTH_MAX,
  PASSWORD_LENGTH_MIN,
  USERNAME_LENGTH_MAX,
  USERNAME_LENGTH_MIN,
} from "../../domain/limits.ts";
import { hasPasswordLength, isOwnName, normalPassword } from "../../domain/accounts/passwords.ts";
import { isReservedUsername } from "../../domain/accounts/reserved_usernames.ts";
import { typedCode, typedName } from "../../domain/accounts/typed_text.ts";
import { isCommonPassword } from "../../lib/security/common_passwords.ts";

/** The message that refuses a password that is easy to guess. */
export const EASILY_GUESSED = "Too easy to guess";

/** A username, as typed. Older ones need not follow the rules for new ones. */
const username = typedText(USERNAME_LENGTH_MAX, USERNAME_LENGTH_MIN, typedName).toLowerCase()
  .regex(/^[a-z0-9_.]*$/, "Must contain only a-z, 0-9, '_' and '.'");
const newUsername = username
  .regex(/[a-z0-9]/, "Must contain a letter or a digit")
  // Otherwise a mention at the end of a sentence could name another user.
  .regex(/[^.]$/, "Must not end with '.'")
  .refine((name) => !isReservedUsername(name), "This name is reserved");
/** An e-mail address. */
export const email = typedText(EMAIL_LENGTH_MAX, 0, typedName).check(z.email()).toLowerCase();

/** A password, as typed. Older ones need not follow the rules for new ones. */
export const passwordText = text(1000).overwrite(normalPassword);

/** A new password. A further check, where the user's names are known, refuses these names. */
export const newPassword = passwordText
  .refine(
    hasPasswordLength,
    `Must have ${PASSWORD_LENGTH_MIN} to ${PASSWORD_LENGTH_MAX} characters`,
  )
  .refine((text) => !isCommonPassword(text), EASILY_GUESSED);

/** The body that creates an account. */
export const newAccount = z.strictObject({
  username: newUsername,
  email,
  password: newPassword,
  fullName: fullName.default(null),
}).refine(
  (account) => !isOwnName(account.password, account),
  { path: ["password"], message: EASILY_GUESSED },
);

/** A code of an authenticator app, or a recovery code. */
export const secondFactor = typedText(40, 6, typedCode);

/** The body that signs in. It names the account by either `email` or `username`. */
export const credentials = z.strictObject({
  email: email.optional(),
  username: username.optional(),
  password: passwordText,
  totp: secondFactor.optional(),
  /** Links the identity in this token, which comes from signing in with a provider. */
  linkToken: text(200, 1).optional(),
}).refine(
  (given) => (given.email === undefined) !== (given.username === undefined),
  "Provide either email or username",
);

/** The body that exchanges a refresh token. */
export const refreshBody = z.strictObject({ refreshToken: text(200, 1) });
