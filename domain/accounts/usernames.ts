import { normalized } from "../folding.ts";
import { isReservedUsername } from "./reserved_usernames.ts";
import { USERNAME_LENGTH_MAX, USERNAME_LENGTH_MIN } from "../limits.ts";

const NOBODYS_NAME = "user";

/**
 * Returns usernames for a new user who has chosen none, the best first. The first is a name that
 * another service knows them by; the others have one of the suffixes. E-mail addresses are left
 * out, because usernames are public.
 */
export function usernamesFor(called: readonly (string | null)[], suffixes: readonly string[]) {
  const names = called.filter((name) => name !== null && !name.includes("@")).map((name) =>
    usernameOf(name!)
  );
  const name = names.find((one) => one !== null) ?? NOBODYS_NAME;
  const isFree = name !== NOBODYS_NAME && !isReservedUsername(name);
  const numbered = suffixes.map((suffix) =>
    `${name.slice(0, USERNAME_LENGTH_MAX - suffix.length - 1)}_${suffix}`
  );
  return isFree ? [name, ...numbered] : numbered;
}

function usernameOf(text: string): string | null {
  const name = normalized(text, "NFKD").replace(/\p{M}/gu, "").toLowerCase()
    .replace(/[\s-]+/g, "_").replace(/[^a-z0-9_.]/g, "")
    .slice(0, USERNAME_LENGTH_MAX).replace(/^[._]+|[._]+$/g, "");
  return name.length < USERNAME_LENGTH_MIN ? null : name;
}
