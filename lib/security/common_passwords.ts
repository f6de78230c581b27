import { dictionary } from "@zxcvbn-ts/language-common";

/** Shorter passwords are refused for their length. */
const LENGTH_MIN = 8;

// Passwords that the list is too old or too general to have: years, variants, this service's name.
const OWN =
  `password12345 password123456 passw0rd123 p@ssword p@ssw0rd1 p@ssw0rd123 p@ssword1 pa$$word
  password1! password123! passpass1 changeme123 letmein! welcome! welcome1! loveme123 tigger123
  login123 admin1234 admin12345 administrator1 adminadmin root1234 toor1234 user1234 test12345
  guest123 guest1234 demo1234 secret1234 qwertyqwerty zxcvbnm, zaq1@wsx qwe12345 abcdefg123
  facebook1 instagram twitter1 linkedin linkedin1 android1 iphone123 fortnite1 photography
  159753159 summer2024 summer2025 winter2024 winter2025 spring2024 spring2025 autumn2024
  autumn2025 correcthorsebatterystaple tintype1 tintype123 tintype! mytintype tintypetintype
  tintype2025 tintype2026`
    .split(/\s+/);

// The list has the 49,233 most common passwords of many leaks, all in lower case.
const COMMON = new Set(
  [...dictionary["passwords-common"], ...OWN].filter((password) => password.length >= LENGTH_MIN),
);

const ROWS = ["01234567890", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm"];

/**
 * Returns whether a password is an obvious guess: a famous one, up to four characters repeated, or
 * a run along the keyboard.
 */
export function isCommonPassword(password: string): boolean {
  const text = password.toLowerCase();
  const isRun = ROWS.some((row) => row.includes(text) || reversed(row).includes(text));
  return COMMON.has(text) || isRun || /^(.{1,4})\1+$/u.test(text);
}

/** The number of passwords that are refused by name. */
export const COMMON_PASSWORDS_COUNT = COMMON.size;

function reversed(text: string): string {
  return Array.from(text).reverse().join("");
}
