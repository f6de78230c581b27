/** Opens `count` connections to a local port, sends a text on each, and leaves them open. */
export async function openConnections(
  port: number,
  count: number,
  sent = "",
): Promise<Disposable> {
  const bytes = new TextEncoder().encode(sent);
  const opened: Deno.TcpConn[] = [];
  while (opened.length < count) {
    try {
      const connection = await Deno.connect({ hostname: "127.0.0.1", port });
      opened.push(connection);
      if (bytes.length > 0) await connection.write(bytes);
    } catch (error) {
      // The server has ended some, and may refuse connections for a moment.
      if (!isEnded(error)) throw error;
    }
  }
  return {
    [Symbol.dispose]() {
      for (const connection of opened) connection.close();
    },
  };
}

/** Returns whether the other side refuses connections or has ended this one. */
export function isEnded(error: unknown): boolean {
  return error instanceof Deno.errors.ConnectionRefused ||
    error instanceof Deno.errors.ConnectionReset || error instanceof Deno.errors.BrokenPipe;
}
