import type { SessionId, UserId } from "../../domain/ids.ts";
import { sessionTopic } from "../../domain/events/topics.ts";
import type { Context } from "../../context/mod.ts";
import { once } from "../../lib/once.ts";
import { CLOSE, type CloseCode } from "./transport.ts";

/** The user of a connection, and the session that it belongs to. */
export interface ListenerIdentity {
  userId: UserId;
  sessionId: SessionId;
}

/** Whether a session still lives. */
export async function isLive(ctx: Context, identity: ListenerIdentity): Promise<boolean> {
  return await endOf(ctx, identity) === null;
}

/** Returns why a session may not be used; null if it may. */
async function endOf(ctx: Context, identity: ListenerIdentity): Promise<CloseCode | null> {
  const session = await ctx.cache.sessions.get(identity.sessionId);
  if (session === undefined || session.isRevoked || session.userId !== identity.userId) {
    return CLOSE.sessionEnded;
  }
  if ((session.token?.expiresAt ?? Infinity) <= Date.now()) return CLOSE.sessionEnded;
  return session.suspension === null ? null : CLOSE.suspended;
}

/** Watches the session of a connection. It is checked whenever its permissions change. */
export class SessionWatch implements Disposable {
  readonly #ctx: Context;
  readonly #identity: ListenerIdentity;
  readonly #onEnd: (code: CloseCode) => void;
  readonly #followed: Disposable;
  #isInDoubt = false;

  constructor(ctx: Context, identity: ListenerIdentity, onEnd: (code: CloseCode) => void) {
    this.#ctx = ctx;
    this.#identity = identity;
    this.#onEnd = onEnd;
    this.#followed = ctx.hub.follow(sessionTopic(identity.sessionId), (signal) => {
      if (signal === "permissions") void this.check();
    });
  }

  /** Whether the last check of the session failed, so that it must be repeated. */
  get isInDoubt(): boolean {
    return this.#isInDoubt;
  }

  async check(): Promise<void> {
    try {
      const code = await endOf(this.#ctx, this.#identity);
      this.#isInDoubt = false;
      if (code !== null) this.#onEnd(code);
    } catch (error) {
      this.#isInDoubt = true;
      this.#ctx.log.warn("a session cannot be checked", { error });
    }
  }

  readonly [Symbol.dispose] = once(() => {
    this.#followed[Symbol.dispose]();
  });
}
