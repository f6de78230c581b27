import { PASSWORD_LENGTH_MAX, PASSWORD_LENGTH_MIN } from "../limits.ts";

/**
 * Returns a password in the form that is checked and hashed. Two keyboards may write one character
 * as different code points, and an input method may write a letter in full width. NFKC makes both
 * pairs equal; NFC would not unify the widths.
 */
export function normalPassword(text: string): string {
  return text.normalize("NFKC");
}

/** Whether the length of a password is allowed. The length is counted in Unicode code points. */
export function hasPasswordLength(password: string): boolean {
  const { length } = Array.from(password);
  return length >= PASSWORD_LENGTH_MIN && length <= PASSWORD_LENGTH_MAX;
}

/** The names of an account, which its password must not be. */
export interface AccountNames {
  username: string;
  email: string;
}

/** Whether a password is a name of its own account: the username, the address or its local part. */
export function isOwnName(password: string, { username, email }: AccountNames): boolean {
  const text = password.toLowerCase();
  return [username, email, email.split("@")[0]].some((name) => name?.toLowerCase() === text);
}
