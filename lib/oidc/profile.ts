import { z } from "zod";

const EMAIL_LENGTH_MAX = 255;
const NAME_LENGTH_MAX = 255;

const email = z.email().toLowerCase().max(EMAIL_LENGTH_MAX);

/** The claims of a provider about a person that an account can use. */
export interface Profile {
  /** An address that the provider has verified; otherwise null. */
  email: string | null;
  fullName: string | null;
  /** The username that the person has at the provider. */
  username: string | null;
}

/** Returns the profile that claims describe, without values of a wrong form. */
export function profileIn(claims: Record<string, unknown>): Profile {
  // Some providers send the boolean as a string.
  const isVerified = claims.email_verified === true || claims.email_verified === "true";
  const address = email.safeParse(claims.email);
  return {
    email: isVerified && address.success ? address.data : null,
    fullName: textOf(claims.name),
    username: textOf(claims.preferred_username),
  };
}

function textOf(claim: unknown): string | null {
  if (typeof claim !== "string" || !claim.isWellFormed() || claim.includes("\0")) return null;
  return claim.trim().slice(0, NAME_LENGTH_MAX).toWellFormed() || null;
}
