import { z } from "zod";
import { EMAIL_LENGTH_MAX } from "../../domain/limits.ts";
import { SCOPES } from "../../domain/accounts/scopes.ts";
import { typedName } from "../../domain/accounts/typed_text.ts";
import { credentials } from "./input.ts";
import { text, typedText } from "../http/fields.ts";
import type { signedInSchema } from "./session_view.ts";

/**
 * The form that signs in (RFC 6749 §4.3.2, as FastAPI's clients send it). The name may be an e-mail
 * address. Unknown fields are ignored, as §3.2 requires.
 */
export const passwordGrant = z.object({
  grant_type: z.literal("password").default("password"),
  username: typedText(EMAIL_LENGTH_MAX, 0, typedName),
  password: text(1000),
  /** A code of the second factor, for accounts that have one. OAuth itself has no such field. */
  totp: text(100).optional(),
}).transform(({ grant_type: _, username, ...rest }): z.input<typeof credentials> =>
  username.includes("@") ? { email: username, ...rest } : { username, ...rest }
).pipe(credentials);

/** The response to a grant for OAuth clients (RFC 6749 §5.1). */
export const grantAnswerSchema = z.object({
  access_token: z.string(),
  token_type: z.literal("bearer"),
  expires_in: z.int(),
  refresh_token: z.string(),
  scope: z.string(),
}).meta({ id: "GrantedTokens" });

/** Returns the tokens of a session in the format of OAuth (RFC 6749 §5.1). */
export function grantAnswer(signedIn: z.input<typeof signedInSchema>): Response {
  const answer: z.input<typeof grantAnswerSchema> = {
    access_token: signedIn.accessToken,
    token_type: "bearer",
    expires_in: signedIn.expiresIn,
    refresh_token: signedIn.refreshToken,
    // All scopes, for any request: a session may do all that its user may.
    scope: SCOPES.join(" "),
  };
  return Response.json(answer, {
    headers: { "cache-control": "no-store", pragma: "no-cache" },
  });
}
