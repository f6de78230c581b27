import { z } from "zod";
import { CODE_PURPOSES } from "../../domain/accounts/codes.ts";
import { typedCode } from "../../domain/accounts/typed_text.ts";
import { email, newPassword, passwordText } from "./input.ts";
import { typedText } from "../http/fields.ts";

const code = typedText(6, 0, typedCode).regex(/^[0-9]{6}$/, "Must have six digits");

/**
 * The body that asks for a code. `email` is the account's for a reset, or the new one for a change.
 */
export const codeRequest = z.strictObject({
  purpose: z.enum(CODE_PURPOSES),
  email: email.optional(),
}).refine(
  (asked) => asked.purpose !== "reset_password" || asked.email !== undefined,
  { path: ["email"], message: "Required to reset a password" },
).refine(
  (asked) => /^(reset_password|change_email)$/.test(asked.purpose) || asked.email === undefined,
  { path: ["email"], message: "Not allowed here: the code goes to the address of the account" },
);

/** The body that confirms an address. */
export const enteredCode = z.strictObject({ code });

/** The body that changes an address. */
export const newAddress = z.strictObject({ code, newEmail: email, password: passwordText });

/** The body that changes a password. A code or the current password is the proof. */
export const passwordChange = z.strictObject({
  code: code.optional(),
  currentPassword: passwordText.optional(),
  newPassword,
}).refine(
  (given) => (given.code === undefined) !== (given.currentPassword === undefined),
  "Provide either code or currentPassword",
);

/** The body that chooses a new password without being signed in. */
export const passwordReset = z.strictObject({
  email,
  code,
  newPassword,
  /** Keeps passkeys, linked identities and API tokens, which end otherwise. */
  keepWaysIn: z.boolean().default(false),
});
