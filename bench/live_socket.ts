/** An event as a client receives it. */
export interface LiveEvent {
  type: string;
  data: Record<string, unknown>;
}

interface Frame {
  op: string;
  event?: LiveEvent;
  error?: { message: string };
}

/** A connected user who has subscribed to their own stream. */
export interface LiveSocket {
  /** Closes the connection. Resolves when it is closed. */
  close(): Promise<void>;
}

const OPENING_AT_ONCE = 32;

/** Connects a user and subscribes to their stream, or to a topic; calls `heard` with each event. */
export async function openLive(
  port: number,
  token: string,
  heard: (event: LiveEvent) => void,
  topic = "user",
): Promise<LiveSocket> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/api/v1/ws`, {
    headers: { authorization: `Bearer ${token}` },
  });
  const subscribed = Promise.withResolvers<void>();
  const closed = Promise.withResolvers<void>();
  socket.onclose = ({ code }) => {
    subscribed.reject(new Error(`A socket was closed with ${code}`));
    closed.resolve();
  };
  socket.onmessage = ({ data }) => {
    const frame: Frame = JSON.parse(data);
    if (frame.op === "event") heard(frame.event!);
    else if (frame.op === "ack") subscribed.resolve();
    else if (frame.op === "error") subscribed.reject(new Error(frame.error!.message));
    else if (frame.op === "ready") {
      socket.send(JSON.stringify({ op: "subscribe", ref: "1", topics: [{ topic }] }));
    }
  };
  await subscribed.promise;
  return {
    close() {
      socket.close();
      return closed.promise;
    },
  };
}

/** Connects many users, some at a time. */
export async function openLives(
  port: number,
  users: readonly { id: string; token: string }[],
  heard: (userId: string, event: LiveEvent) => void,
  topic?: string,
): Promise<LiveSocket[]> {
  const sockets: LiveSocket[] = [];
  for (let from = 0; from < users.length; from += OPENING_AT_ONCE) {
    const some = users.slice(from, from + OPENING_AT_ONCE);
    sockets.push(
      ...await Promise.all(
        some.map(({ id, token }) => openLive(port, token, (event) => heard(id, event), topic)),
      ),
    );
  }
  return sockets;
}
