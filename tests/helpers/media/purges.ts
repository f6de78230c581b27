/** A server that receives requests to purge addresses. */
export interface PurgeServer extends AsyncDisposable {
  url: string;
  /** The requests so far. */
  asked: { urls: string[]; authorization: string | null }[];
  /** Sets its future responses; the default is 200. */
  answer(respond: (urls: string[]) => Response | Promise<Response>): void;
}

/** Starts a local server that accepts purges as a CDN does. */
export function startPurgeServer(): PurgeServer {
  const asked: PurgeServer["asked"] = [];
  let respond: (urls: string[]) => Response | Promise<Response> = () => Response.json({});
  const options = { port: 0, hostname: "127.0.0.1", onListen() {} };
  const server = Deno.serve(options, async (request) => {
    const { urls } = await request.json();
    asked.push({ urls, authorization: request.headers.get("authorization") });
    return await respond(urls);
  });
  return {
    url: `http://127.0.0.1:${server.addr.port}/purge`,
    asked,
    answer: (next) => void (respond = next),
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}
