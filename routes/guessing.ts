import { createHmac } from "node:crypto";
import type { Context as HonoContext } from "hono";
import type { Context } from "../context.ts";
import { listEarlierSessions } from "../db/known_devices.ts";
import { DEVICE_KNOWN_DAYS, GUESS_BUDGETS, type GuessPurpose } from "../domain/limits.ts";
import { RateLimited } from "../lib/errors.ts";
import { networkOf } from "../lib/network.ts";
import type { StrictQuota } from "../lib/rate_limiter.ts";
import type { Env } from "./endpoint.ts";
import { deviceOf } from "./device.ts";
import { countRefusal } from "./refusals.ts";

const DEVICE_TOKEN_LENGTH_MAX = 200;

/** A device that an account was used on. */
export interface KnownDevice {
  id: string;
  /** Whether it has shown a refresh token of the account. */
  isProven: boolean;
}

/** What is guessed, and at which account. */
export interface GuessTarget {
  /** What the secret is for: each purpose has budgets of its own. */
  purpose: GuessPurpose;
  /** The account as the client names it, whether or not it exists. Null where none is named. */
  name: string | null;
  /** The account of that name, if there is one. */
  userId: string | null;
}

/**
 * Runs a check of a secret unless too many were wrong lately, and answers what it does: null means
 * that the guess was wrong. Right ones, and those that fail with an error, cost nothing. An unknown
 * account has budgets like any other, and takes the same steps.
 */
export async function guess<T>(
  ctx: Context,
  http: HonoContext<Env>,
  target: GuessTarget,
  check: (device: KnownDevice | null) => Promise<T | null>,
): Promise<T | null> {
  if (ctx.config.RATE_LIMITS === "off") return await check(null);
  const device = target.name === null ? null : await knownDevice(ctx, http, target.userId);
  const quotas = quotasOf(ctx, http, target, device);
  // Taken before the check, so that guesses that come together cannot all be heard.
  const spent = await ctx.limiter.spend(quotas);
  if (!spent.isTaken) {
    const full = spent.standings.filter(({ remaining }) => remaining === 0);
    const longest = full.reduce((one, other) => other.resetMs > one.resetMs ? other : one);
    http.set("standing", longest);
    countRefusal(ctx, `guess_${target.purpose}`);
    throw new RateLimited(longest.resetMs, "Too many failed attempts; try again later");
  }
  let isWrong = false;
  try {
    const answer = await check(device);
    isWrong = answer === null;
    return answer;
  } finally {
    if (!isWrong) await spent.giveBack();
  }
}

/**
 * Forgets the wrong guesses at an account, under all its names: when its secret was replaced by
 * somebody who has proved who they are, so that others' guesses do not keep them out.
 */
export async function forgetGuesses(
  ctx: Context,
  purpose: GuessPurpose,
  names: readonly string[],
): Promise<void> {
  if (ctx.config.RATE_LIMITS === "off") return;
  const quotas = names.flatMap((name) => budget(ctx, "account", [purpose, name]));
  await ctx.limiter.forget(quotas.map(({ key }) => key));
}

function quotasOf(
  ctx: Context,
  http: HonoContext<Env>,
  { purpose, name }: GuessTarget,
  known: KnownDevice | null,
): StrictQuota[] {
  const network = networkOf(deviceOf(ctx, http).ip);
  const atAddress = budget(ctx, "address", [network]);
  if (name === null) return atAddress;
  if (known === null) return [...budget(ctx, "account", [purpose, name]), ...atAddress];
  const ofDevice = budget(ctx, "device", [purpose, name, known.id]);
  return known.isProven ? ofDevice : [...ofDevice, ...atAddress];
}

/** The device that asks, if the account knows it: by a token of its, or by its name and network. */
async function knownDevice(
  ctx: Context,
  http: HonoContext<Env>,
  userId: string | null,
): Promise<KnownDevice | null> {
  const { ip, userAgent } = deviceOf(ctx, http);
  const network = networkOf(ip);
  const shown = http.req.header("x-device-token") ?? "";
  const refreshToken = shown.slice(0, DEVICE_TOKEN_LENGTH_MAX);
  const device = { userAgent, refreshToken };
  const sessions = await listEarlierSessions(ctx.sql, userId, device, DEVICE_KNOWN_DAYS);
  const proven = sessions.find(({ isProven }) => isProven);
  if (proven) return { id: proven.sessionId, isProven: true };
  const isNear = sessions.some((session) => networkOf(session.ip) === network);
  return isNear ? { id: `${network} ${userAgent}`, isProven: false } : null;
}

function budget(
  ctx: Context,
  kind: keyof typeof GUESS_BUDGETS,
  whose: readonly string[],
): StrictQuota[] {
  // With a key of ours, so that whoever reads the cache learns no address and no name.
  const text = JSON.stringify([kind, ...whose]);
  const hash = createHmac("sha256", ctx.keys.guesses).update(text).digest("base64url");
  return GUESS_BUDGETS[kind].map(({ limit, seconds, alone }) => ({
    key: `guess:${hash}:${seconds}`,
    limit,
    windowMs: seconds * 1000,
    alone,
  }));
}
