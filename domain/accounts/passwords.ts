import { PASSWORD_LENGTH_MAX, PASSWORD_LENGTH_MIN } from "../limits.ts";

/**
 * A password as it is checked and hashed. Two keyboards may write one character as different code
 * points, and an input method may write a letter in full width: NFKC makes them one, where NFC
 * would leave the second kind apart.
 */
export function normalPassword(text: string): string {
  return text.normalize("NFKC");
}

/** Whether a password has a length that is taken, in characters as Unicode counts them. */
export function hasPasswordLength(password: string): boolean {
  const { length } = Array.from(password);
  return length >= PASSWORD_LENGTH_MIN && length <= PASSWORD_LENGTH_MAX;
}

/** The names of an account, which its password must not be. */
export interface AccountNames {
  username: string;
  email: string;
}

/** Whether a password is a name of its own account: its username, its address or what is before the @. */
export function isOwnName(password: string, { username, email }: AccountNames): boolean {
  const text = password.toLowerCase();
  return [username, email, email.split("@")[0]].some((name) => name?.toLowerCase() === text);
}
