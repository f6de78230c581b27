import { CONNECTIONS_PER_USER_MAX } from "../../domain/limits.ts";
import type { UserId } from "../../domain/ids.ts";
import { SocketRegistry } from "../../lib/http/socket_registry.ts";
import { once } from "../../lib/once.ts";
import { OnlinePeople, type PresenceOptions } from "./presence.ts";
import { type TypingOptions, TypingPeople } from "./typing.ts";

export type { OnlinePeople, TypingPeople };

/** Live connections, and what they tell of people: that they are online, and that they type. */
export interface LiveConnections extends AsyncDisposable {
  sockets: SocketRegistry;
  presence: OnlinePeople;
  typing: TypingPeople;
}

interface Options extends Omit<PresenceOptions, "kv">, Omit<TypingOptions, "loadMembers"> {
  activity: { begin(): Disposable };
}

/** Opens the registry of live connections. Its closing ends them, and records who was there. */
export function openLiveConnections(options: Options): LiveConnections {
  const { activity, kvStores } = options;
  const closing = new AsyncDisposableStack();
  const presence = closing.use(new OnlinePeople({ ...options, kv: kvStores[0]! }));
  const typing = closing.use(new TypingPeople(options));
  const sockets = closing.use(
    new SocketRegistry({
      perUserMax: CONNECTIONS_PER_USER_MAX,
      onOpen(userId) {
        const open = new DisposableStack();
        open.use(activity.begin());
        open.use(presence.connect(userId as UserId));
        return open;
      },
    }),
  );
  return {
    sockets,
    presence,
    typing,
    [Symbol.asyncDispose]: once(() => closing.disposeAsync()),
  };
}
