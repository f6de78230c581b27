const HANDSHAKE = (token: string) =>
  [
    "GET /api/v1/ws HTTP/1.1",
    "Host: localhost",
    `Authorization: Bearer ${token}`,
    "Connection: Upgrade",
    "Upgrade: websocket",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    "\r\n",
  ].join("\r\n");

/** A client that opens a WebSocket and never answers a frame: neither a ping nor a close. */
export interface SilentClient extends Disposable {
  /** The status of the response to its request: 101 if the socket was opened. */
  status: number;
}

/** Opens a WebSocket whose client ignores all frames. */
export async function openSilent(port: number, token: string): Promise<SilentClient> {
  const conn = await Deno.connect({ hostname: "127.0.0.1", port });
  await conn.write(new TextEncoder().encode(HANDSHAKE(token)));
  const answer = new Uint8Array(64);
  await conn.read(answer);
  const status = Number(new TextDecoder().decode(answer).split(" ")[1]);
  return { status, [Symbol.dispose]: () => conn.close() };
}
