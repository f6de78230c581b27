import { z } from "zod";
import { isCommonPassword } from "../domain/common_passwords.ts";
import {
  FULL_NAME_LENGTH_MAX,
  PASSWORD_LENGTH_MAX,
  PASSWORD_LENGTH_MIN,
  USERNAME_LENGTH_MAX,
  USERNAME_LENGTH_MIN,
} from "../domain/limits.ts";

const EMAIL_LENGTH_MAX = 255;

const username = z.string().toLowerCase().regex(/^[a-z0-9_.]*$/, "has a-z, 0-9, '_' and '.' only")
  .min(USERNAME_LENGTH_MIN).max(USERNAME_LENGTH_MAX);
const email = z.email().toLowerCase().max(EMAIL_LENGTH_MAX);
/** A password that somebody types: NFKC makes what two keyboards write of it one sequence. */
export const passwordText = z.string().max(1000).normalize("NFKC");

/** A full name; an empty one is none. */
export const fullName = z.string().trim().max(FULL_NAME_LENGTH_MAX).nullable()
  .transform((text) => text || null);

/** The body that makes an account. */
export const newAccount = z.strictObject({
  username,
  email,
  password: passwordText.min(PASSWORD_LENGTH_MIN).max(PASSWORD_LENGTH_MAX),
  fullName: fullName.default(null),
}).refine(
  (account) =>
    !isCommonPassword(account.password, [
      account.username,
      account.email,
      account.email.split("@")[0]!,
    ]),
  { path: ["password"], message: "is among the first that anybody would try" },
);

/** The body that signs in: the account is named by one of two. */
export const credentials = z.strictObject({
  email: email.optional(),
  username: username.optional(),
  password: passwordText,
  totp: z.string().trim().min(6).max(40).optional(),
}).refine(
  (given) => (given.email === undefined) !== (given.username === undefined),
  "Give either email or username",
);

/** The body that exchanges a refresh token. */
export const refreshBody = z.strictObject({ refreshToken: z.string().min(1).max(200) });
