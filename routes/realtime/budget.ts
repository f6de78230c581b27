import type { UserId } from "../../domain/ids.ts";
import type { Context } from "../../context/mod.ts";
import {
  LIVE_FRAME_CHARACTERS,
  LIVE_FRAMES_A_MINUTE_MAX,
  LIVE_TOPICS_A_MINUTE_MAX,
} from "../../domain/limits.ts";
import { RateLimited } from "../../lib/errors.ts";
import type { RateLimitResult } from "../../lib/rate_limits/windows.ts";
import { countRefusal } from "../http/refusals.ts";

const FRAMES_PER_SECOND_MAX = 50;

/** Counts the topics that a user asks for, over all connections. Throws `rate_limited`. */
export function spendTopics(ctx: Context, userId: UserId, topics: number): void {
  const spending = spend(ctx, `topics:${userId}`, LIVE_TOPICS_A_MINUTE_MAX, topics);
  if (spending === null || spending.isAllowed) return;
  throw new RateLimited(spending.statuses[0]!.resetMs, "Too many topics. Try again later.");
}

/** Limits the frames of one socket per second, and those of its user per minute. */
export class FrameGate {
  readonly #ctx: Context;
  readonly #userId: UserId;
  #second = 0;
  #inSecond = 0;

  constructor(ctx: Context, userId: UserId) {
    this.#ctx = ctx;
    this.#userId = userId;
  }

  /**
   * Counts a frame. Returns the reason if it exceeds a limit, or else null. `waiting` frames came
   * before it and are not handled yet.
   */
  refusal(text: string, waiting: number): string | null {
    const second = Math.floor(performance.now() / 1000);
    this.#inSecond = second === this.#second ? this.#inSecond + 1 : 1;
    this.#second = second;
    // Waiting frames count too: a client must not fill the memory while the server is slow.
    if (Math.max(this.#inSecond, waiting + 1) > FRAMES_PER_SECOND_MAX) {
      return `You can send at most ${FRAMES_PER_SECOND_MAX} frames a second.`;
    }
    const weight = 1 + Math.floor(text.length / LIVE_FRAME_CHARACTERS);
    const spending = spend(
      this.#ctx,
      `frames:${this.#userId}`,
      LIVE_FRAMES_A_MINUTE_MAX,
      weight,
    );
    const hasRoom = spending?.isAllowed ?? true;
    return hasRoom ? null : `You can send at most ${LIVE_FRAMES_A_MINUTE_MAX} frames a minute.`;
  }
}

/** Returns null if limits are off. */
function spend(ctx: Context, what: string, limit: number, uses: number): RateLimitResult | null {
  if (ctx.config.RATE_LIMITS === "off") return null;
  const spending = ctx.limiter.count({ key: `live:${what}`, limit, windowMs: 60_000 }, uses);
  if (!spending.isAllowed) countRefusal(ctx, "live");
  return spending;
}
