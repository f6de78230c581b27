import { sessionTopic } from "../../actors/names.ts";
import type { Context } from "../../context.ts";

/** Who listens: a user in one of their sessions. */
export interface ListenerIdentity {
  userId: string;
  sessionId: string;
}

/** Whether a session still lives. */
export async function isLive(ctx: Context, identity: ListenerIdentity): Promise<boolean> {
  const session = await ctx.hot.sessions.get(identity.sessionId);
  return session !== undefined && !session.isRevoked && !session.isSuspended &&
    session.userId === identity.userId && (session.token?.expiresAt ?? Infinity) > Date.now();
}

/** Watches over a connection's session: it is looked at whenever its rights change. */
export class SessionWatch implements Disposable {
  readonly #ctx: Context;
  readonly #identity: ListenerIdentity;
  readonly #onEnd: () => void;
  readonly #followed: Disposable;
  #isInDoubt = false;

  constructor(ctx: Context, identity: ListenerIdentity, onEnd: () => void) {
    this.#ctx = ctx;
    this.#identity = identity;
    this.#onEnd = onEnd;
    this.#followed = ctx.hub.follow(sessionTopic(identity.sessionId), (signal) => {
      if (signal === "rights") void this.check();
    });
  }

  /** Whether the last look at the session failed, so that it has to be looked at again. */
  get isInDoubt(): boolean {
    return this.#isInDoubt;
  }

  async check(): Promise<void> {
    try {
      const lives = await isLive(this.#ctx, this.#identity);
      this.#isInDoubt = false;
      if (!lives) this.#onEnd();
    } catch (error) {
      this.#isInDoubt = true;
      this.#ctx.log.warn("a session cannot be checked", { error });
    }
  }

  [Symbol.dispose](): void {
    this.#followed[Symbol.dispose]();
  }
}
