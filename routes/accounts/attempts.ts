import { createHmac } from "node:crypto";
import type { Context as HonoContext } from "hono";
import type { UserId } from "../../domain/ids.ts";
import type { Context } from "../../context/mod.ts";
import { ATTEMPT_LIMITS, type AttemptPurpose } from "../../domain/limits.ts";
import { RateLimited } from "../../lib/errors.ts";
import { networkOf, siteOf } from "../../lib/rate_limits/network.ts";
import type { Consumed, StrictQuota } from "../../lib/rate_limits/rate_limiter.ts";
import type { Env } from "../http/endpoint.ts";
import { addressOf } from "../http/device.ts";
import { type KnownDevice, knownDevice } from "./known_device.ts";
import { countRefusal } from "../http/refusals.ts";

/** The kind of secret that is tried, and the account. */
export interface AttemptTarget {
  /** The purpose of the secret. Each purpose has its own attempt limits. */
  purpose: AttemptPurpose;
  /** The account as the client names it, whether or not it exists. Null if it names none. */
  name: string | null;
  /** The id of the account with that name, or null. */
  userId: UserId | null;
}

/**
 * Runs the check of a secret and returns its result; null means that the secret was wrong. Throws
 * `RateLimited` if too many attempts were wrong lately. Right secrets and errors use up no attempt.
 * An unknown account has the same limits as any other, and takes the same steps.
 */
export async function attempt<T>(
  ctx: Context,
  http: HonoContext<Env>,
  target: AttemptTarget,
  check: (device: KnownDevice | null) => Promise<T | null>,
): Promise<T | null> {
  if (ctx.config.RATE_LIMITS === "off") return await check(null);
  const device = target.name === null ? null : await knownDevice(ctx, http, target.userId);
  const spent = await spend(ctx, tiersOf(ctx, http, target, device));
  if (!spent.isAllowed) {
    const full = spent.statuses.filter(({ remaining }) => remaining === 0);
    const longest = full.reduce((one, other) => other.resetMs > one.resetMs ? other : one);
    http.set("rateLimitStatus", longest);
    countRefusal(ctx, `guess_${target.purpose}`);
    throw new RateLimited(longest.resetMs, "Too many failed attempts. Try again later.");
  }
  let isWrong = false;
  try {
    const answer = await check(device);
    isWrong = answer === null;
    return answer;
  } finally {
    if (!isWrong) await spent.refund();
  }
}

/** Takes an attempt before the check, so that concurrent attempts cannot exceed the limit. */
async function spend(ctx: Context, tiers: readonly StrictQuota[][]): Promise<Consumed> {
  let spent = await ctx.limiter.consume(tiers[0]!);
  for (const tier of tiers.slice(1)) if (!spent.isAllowed) spent = await ctx.limiter.consume(tier);
  return spent;
}

/**
 * Forgets the wrong attempts at an account, under all its names. Called after its owner proved
 * their identity and replaced the secret, so that no earlier attempts, their own or others', keep
 * them out.
 */
export async function forgetAttempts(
  ctx: Context,
  http: HonoContext<Env>,
  { purpose, names, userId }: { purpose: AttemptPurpose; names: readonly string[]; userId: UserId },
): Promise<void> {
  if (ctx.config.RATE_LIMITS === "off") return;
  const device = await knownDevice(ctx, http, userId);
  const quotas = names.flatMap((name) => {
    const ofDevice = device ? budget(ctx, "device", [purpose, name, device.id]) : [];
    return [
      ...atAccount(ctx, http, { purpose, name }),
      ...late(ctx, http, { purpose, name }),
      ...ofDevice,
    ];
  });
  await ctx.limiter.forget(quotas.map(({ key }) => key));
}

/**
 * Returns the quotas that an attempt uses, in tiers. If one tier is used up, the next one counts.
 */
function tiersOf(
  ctx: Context,
  http: HonoContext<Env>,
  { purpose, name }: AttemptTarget,
  known: KnownDevice | null,
): StrictQuota[][] {
  const atAddress = budget(ctx, "address", [networkOf(addressOf(ctx, http))]);
  if (name === null) return [atAddress];
  if (known !== null) {
    const ofDevice = budget(ctx, "device", [purpose, name, known.id]);
    return [known.isProven ? ofDevice : [...ofDevice, ...atAddress]];
  }
  const account = { purpose, name };
  return [
    [...atAccount(ctx, http, account), ...atAddress],
    [...late(ctx, http, account), ...atAddress],
  ];
}

interface AttemptedAccount {
  purpose: AttemptPurpose;
  name: string;
}

/** Returns the quotas at an account: of the caller's network, and of all networks together. */
function atAccount(ctx: Context, http: HonoContext<Env>, { purpose, name }: AttemptedAccount) {
  return [...ofNetwork(ctx, http, { purpose, name }), ...budget(ctx, "account", [purpose, name])];
}

/**
 * Returns the quotas that are left when strangers from many networks have used up the account's.
 * They allow a few attempts from a site that made hardly any, for example to the owner on a new
 * device.
 */
function late(ctx: Context, http: HonoContext<Env>, { purpose, name }: AttemptedAccount) {
  const site = siteOf(addressOf(ctx, http));
  return [
    ...ofNetwork(ctx, http, { purpose, name }),
    ...budget(ctx, "lateSite", [purpose, name, site]),
    ...budget(ctx, "late", [purpose, name]),
  ];
}

function ofNetwork(ctx: Context, http: HonoContext<Env>, { purpose, name }: AttemptedAccount) {
  return budget(ctx, "network", [purpose, name, networkOf(addressOf(ctx, http))]);
}

function budget(
  ctx: Context,
  kind: keyof typeof ATTEMPT_LIMITS,
  whose: readonly string[],
): StrictQuota[] {
  // Hashed with our key, so that a reader of the cache learns no address and no name.
  const text = JSON.stringify([kind, ...whose]);
  const hash = createHmac("sha256", ctx.keys.guesses).update(text).digest("base64url");
  return ATTEMPT_LIMITS[kind].map(({ limit, seconds, degraded }) => ({
    key: `guess:${hash}:${seconds}`,
    limit,
    windowMs: seconds * 1000,
    degradedLimit: degraded,
  }));
}
