import { z } from "zod";

const EMAIL_LENGTH_MAX = 255;
const NAME_LENGTH_MAX = 255;

const email = z.email().toLowerCase().max(EMAIL_LENGTH_MAX);

/** What a provider says of a person, as far as it is of use here. */
export interface Profile {
  /** Only an address of which the provider says that it is theirs. */
  email: string | null;
  fullName: string | null;
  /** The name that they chose there. */
  username: string | null;
}

/** What claims say of a person; whatever does not look as it should is left out. */
export function profileIn(claims: Record<string, unknown>): Profile {
  // Some providers write the boolean as a text.
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
