import { assertEquals } from "@std/assert";
import { ATTEMPT_LIMITS } from "../../../domain/limits.ts";
import type { TestApp } from "../app/app.ts";
import { errorCode, ok } from "./steps.ts";
import { sendFrom, startLimited } from "../app/limits.ts";
import { type Answer, PASSWORD } from "./person.ts";

/** Wrong guesses that a device known to the account may make in a quarter of an hour. */
export const DEVICE_BUDGET = ATTEMPT_LIMITS.device[0]!.limit;
/** Wrong guesses that any other network may make in the same time. */
export const NETWORK_BUDGET = ATTEMPT_LIMITS.network[0]!.limit;
/** Wrong guesses that all other networks may make in a day. */
export const ACCOUNT_BUDGET = ATTEMPT_LIMITS.account[0]!.limit;
/** Wrong guesses that they may make in each hour after these. */
export const LATE_BUDGET = ATTEMPT_LIMITS.late[0]!.limit;
/** Ada's home network. */
export const HOME = "203.0.113.7";
/** Ada's device. */
export const PHONE = { "user-agent": "Tintype/1 (Phone)" };
const WAVE = 6;

/**
 * Starts an app with limits in memory. Hashing keeps all cores busy, so the replies of a real Redis
 * would come after the deadline.
 */
export const startGuarded = () => startLimited({}, "memory");

/** An attempt to sign in. */
export interface Try {
  at?: string;
  name?: Record<string, string>;
  password?: string;
  headers?: Record<string, string>;
}

/** Tries to sign in; by default as an attacker on Ada's account. */
export function signIn(app: TestApp, tried: Try = {}): Promise<Answer> {
  const { at = "198.51.100.1", name = { username: "ada" }, password = "a guess of mine" } = tried;
  return sendFrom(app, at, "POST", "/auth/login", { ...name, password }, tried.headers);
}

/** Creates Ada's account with her phone at home; returns its tokens. */
export async function register(
  app: TestApp,
): Promise<{ accessToken: string; refreshToken: string }> {
  const account = { username: "ada", email: "ada@example.com", password: PASSWORD };
  return ok(await sendFrom(app, HOME, "POST", "/auth/register", account, PHONE), 201).data;
}

/** Makes accepted guesses, each from a new address, or all from one. */
export async function burn(app: TestApp, times: number, tried: Try = {}): Promise<void> {
  await inWaves(times, async (n) => {
    const answer = await signIn(app, { at: `198.51.100.${n + 1}`, ...tried });
    assertEquals(errorCode(answer, 401), "unauthenticated");
  });
}

/** Makes so many guesses that strangers have none left in this hour. */
export async function burnAll(app: TestApp): Promise<void> {
  await burn(app, ACCOUNT_BUDGET + LATE_BUDGET);
}

/** Runs something many times, several at once. */
export async function inWaves<T>(times: number, run: (n: number) => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  while (results.length < times) {
    const wave = Array.from({ length: Math.min(WAVE, times - results.length) }, (_, n) => n);
    results.push(...await Promise.all(wave.map((n) => run(results.length + n))));
  }
  return results;
}
