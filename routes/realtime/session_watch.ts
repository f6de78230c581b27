import type { SessionId } from "../../domain/ids.ts";
import { sessionTopic } from "../../domain/events/topics.ts";
import type { Context } from "../../context/mod.ts";
import { once } from "../../lib/once.ts";
import { CLOSE, type CloseCode } from "./transport.ts";

/** Who listens: a user in one of their sessions. */
export interface ListenerIdentity {
  userId: string;
  sessionId: SessionId;
}

/** Whether a session still lives. */
export async function isLive(ctx: Context, identity: ListenerIdentity): Promise<boolean> {
  return await endOf(ctx, identity) === null;
}

/** Why a session must not be listened in; null if it lives. */
async function endOf(ctx: Context, identity: ListenerIdentity): Promise<CloseCode | null> {
  const session = await ctx.cache.sessions.get(identity.sessionId);
  if (session === undefined || session.isRevoked || session.userId !== identity.userId) {
    return CLOSE.sessionEnded;
  }
  if ((session.token?.expiresAt ?? Infinity) <= Date.now()) return CLOSE.sessionEnded;
  return session.suspension === null ? null : CLOSE.suspended;
}

/** Watches over a connection's session: it is looked at whenever its rights change. */
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

  /** Whether the last look at the session failed, so that it has to be looked at again. */
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
