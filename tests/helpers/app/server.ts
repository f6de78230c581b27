import type { TestApp } from "./app.ts";

/** An app that listens on a local port: sockets and streams need one. */
export interface TestServer extends AsyncDisposable {
  /** Its address, without a path. */
  url: string;
  port: number;
}

/** Serves an app. Disposing ends its sockets and streams first. */
export function startServer({ app, ctx }: Pick<TestApp, "app" | "ctx">): TestServer {
  const options = { port: 0, hostname: "127.0.0.1", onListen() {} };
  const server = Deno.serve(options, app.fetch);
  const { port } = server.addr;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    async [Symbol.asyncDispose]() {
      ctx.sockets.closeAll();
      await server.shutdown();
    },
  };
}
