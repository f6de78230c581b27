import { assertEquals } from "@std/assert";
import { ATTEMPT_LIMITS } from "../../../domain/limits.ts";
import type { TestApp } from "../app/app.ts";
import { errorCode, ok } from "./steps.ts";
import { sendFrom, startLimited } from "../app/limits.ts";
import { type Answer, PASSWORD } from "./person.ts";

/** Wrong guesses that are heard in a quarter of an hour from a device that the account knows. */
export const DEVICE_BUDGET = ATTEMPT_LIMITS.device[0]!.limit;
/** The same from any other network. */
export const NETWORK_BUDGET = ATTEMPT_LIMITS.network[0]!.limit;
/** Wrong guesses that are heard in a day from all other networks. */
export const ACCOUNT_BUDGET = ATTEMPT_LIMITS.account[0]!.limit;
/** Wrong guesses that are heard in an hour after these. */
export const LATE_BUDGET = ATTEMPT_LIMITS.late[0]!.limit;
/** Where ada is at home. */
export const HOME = "203.0.113.7";
/** What ada has with her. */
export const PHONE = { "user-agent": "Tintype/1 (Phone)" };
const WAVE = 6;

/**
 * Starts an app with limits in memory: hashing keeps all cores busy, and then the answers of a real
 * Redis come after the deadline.
 */
export const startGuarded = () => startLimited({}, "memory");

/** How somebody tries to sign in. */
export interface Try {
  at?: string;
  name?: Record<string, string>;
  password?: string;
  headers?: Record<string, string>;
}

/** Tries to sign in; by default as an attacker at ada's account. */
export function signIn(app: TestApp, tried: Try = {}): Promise<Answer> {
  const { at = "198.51.100.1", name = { username: "ada" }, password = "a guess of mine" } = tried;
  return sendFrom(app, at, "POST", "/auth/login", { ...name, password }, tried.headers);
}

/** Makes ada's account with her phone at home; answers its tokens. */
export async function register(
  app: TestApp,
): Promise<{ accessToken: string; refreshToken: string }> {
  const account = { username: "ada", email: "ada@example.com", password: PASSWORD };
  return ok(await sendFrom(app, HOME, "POST", "/auth/register", account, PHONE), 201).data;
}

/** Guesses from an address of its own each time, or from one, as often as is heard. */
export async function burn(app: TestApp, times: number, tried: Try = {}): Promise<void> {
  await inWaves(times, async (n) => {
    const answer = await signIn(app, { at: `198.51.100.${n + 1}`, ...tried });
    assertEquals(errorCode(answer, 401), "unauthenticated");
  });
}

/** Guesses from so many networks that strangers are heard no more for the rest of the hour. */
export async function burnAll(app: TestApp): Promise<void> {
  await burn(app, ACCOUNT_BUDGET + LATE_BUDGET);
}

/** Does something many times, some at once. */
export async function inWaves<T>(times: number, run: (n: number) => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  while (results.length < times) {
    const wave = Array.from({ length: Math.min(WAVE, times - results.length) }, (_, n) => n);
    results.push(...await Promise.all(wave.map((n) => run(results.length + n))));
  }
  return results;
}
