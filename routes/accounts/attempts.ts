import { createHmac } from "node:crypto";
import type { Context as HonoContext } from "hono";
import type { Context } from "../../context/mod.ts";
import { ATTEMPT_LIMITS, type AttemptPurpose } from "../../domain/limits.ts";
import { RateLimited } from "../../lib/errors.ts";
import { networkOf, siteOf } from "../../lib/rate_limits/network.ts";
import type { Consumed, StrictQuota } from "../../lib/rate_limits/rate_limiter.ts";
import type { Env } from "../http/endpoint.ts";
import { addressOf } from "../http/device.ts";
import { type KnownDevice, knownDevice } from "./known_device.ts";
import { countRefusal } from "../http/refusals.ts";

/** What is guessed, and at which account. */
export interface AttemptTarget {
  /** What the secret is for: each purpose has budgets of its own. */
  purpose: AttemptPurpose;
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
    throw new RateLimited(longest.resetMs, "Too many failed attempts; try again later");
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

/** A use that is taken before a check, so that guesses that come together cannot all be heard. */
async function spend(ctx: Context, tiers: readonly StrictQuota[][]): Promise<Consumed> {
  let spent = await ctx.limiter.consume(tiers[0]!);
  for (const tier of tiers.slice(1)) if (!spent.isAllowed) spent = await ctx.limiter.consume(tier);
  return spent;
}

/**
 * Forgets the wrong guesses at an account, under all its names: when its secret was replaced by
 * somebody who has proved who they are, so that neither their own nor others' keep them out.
 */
export async function forgetAttempts(
  ctx: Context,
  http: HonoContext<Env>,
  { purpose, names, userId }: { purpose: AttemptPurpose; names: readonly string[]; userId: string },
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

/** The budgets that a guess takes from; where they are used up, the next ones. */
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

/** What a network may guess at an account, and what all of them may. */
function atAccount(ctx: Context, http: HonoContext<Env>, { purpose, name }: AttemptedAccount) {
  return [...ofNetwork(ctx, http, { purpose, name }), ...budget(ctx, "account", [purpose, name])];
}

/**
 * What is left when strangers from many networks have used up what all may guess: a little for
 * whoever comes from a site that has hardly guessed, such as the owner on a new device.
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
  // With a key of ours, so that whoever reads the cache learns no address and no name.
  const text = JSON.stringify([kind, ...whose]);
  const hash = createHmac("sha256", ctx.keys.guesses).update(text).digest("base64url");
  return ATTEMPT_LIMITS[kind].map(({ limit, seconds, degraded }) => ({
    key: `guess:${hash}:${seconds}`,
    limit,
    windowMs: seconds * 1000,
    degradedLimit: degraded,
  }));
}
