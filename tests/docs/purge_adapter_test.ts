import { assertEquals, assertMatch } from "@std/assert";
import { CDNS, handlerOf } from "../../docs/cdn/purge_adapter.ts";

const URLS = [
  "https://media.example/public/a/thumb.jpg",
  "https://media.example/public/b/large.jpg",
];
const VARIABLES: Record<string, string> = {
  AWS_ACCESS_KEY_ID: "id",
  AWS_SECRET_ACCESS_KEY: "secret",
  DISTRIBUTION_ID: "E2EXAMPLE",
  BUNNY_API_KEY: "bunny-key",
  PIPELINE_ID: "pipeline",
  SCW_SECRET_KEY: "scaleway-key",
};

interface Asked {
  path: string;
  headers: Headers;
  body: string;
}

/** Sends a purge through the adapter to a CDN that answers `status`. */
async function purge(cdn: string, { status = 200, token = "token" } = {}) {
  const asked: Asked[] = [];
  await using server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    async (req) => {
      const { pathname, search } = new URL(req.url);
      asked.push({ path: pathname + search, headers: req.headers, body: await req.text() });
      return new Response("{}", { status });
    },
  );
  const api = `http://127.0.0.1:${server.addr.port}`;
  const handle = handlerOf(CDNS[cdn]!((name) => VARIABLES[name]!, api), "token");
  const headers = { authorization: `Bearer ${token}` };
  const body = JSON.stringify({ urls: URLS });
  const answer = await handle(new Request("http://adapter/", { method: "POST", headers, body }));
  await answer.body?.cancel();
  return { status: answer.status, asked };
}

Deno.test("a purge reaches CloudFront as one signed invalidation of paths", async () => {
  const { status, asked: [one, ...more] } = await purge("cloudfront");
  assertEquals([status, more.length], [204, 0]);
  assertEquals(one!.path, "/2020-05-31/distribution/E2EXAMPLE/invalidation");
  assertMatch(one!.headers.get("authorization")!, /^AWS4-HMAC-SHA256 .*us-east-1\/cloudfront/);
  assertMatch(one!.body, /<Quantity>2<\/Quantity>.*<Path>\/public\/a\/thumb\.jpg<\/Path>/);
});

Deno.test("a purge reaches Bunny as one request an address", async () => {
  const { status, asked } = await purge("bunny");
  assertEquals(status, 204);
  assertEquals(
    asked.map(({ path }) => path).sort(),
    URLS.map((url) => `/purge?url=${encodeURIComponent(url)}`).sort(),
  );
  assertEquals(asked[0]!.headers.get("accesskey"), "bunny-key");
});

Deno.test("a purge reaches Scaleway as paths of the pipeline", async () => {
  const { status, asked: [one] } = await purge("scaleway");
  assertEquals(status, 204);
  assertEquals(one!.path, "/edge-services/v1beta1/purge-requests");
  assertEquals(one!.headers.get("x-auth-token"), "scaleway-key");
  assertEquals(JSON.parse(one!.body), {
    pipeline_id: "pipeline",
    assets: ["/public/a/thumb.jpg", "/public/b/large.jpg"],
  });
});

Deno.test("a purge that the CDN refuses fails, so that it is repeated", async () => {
  for (const cdn of Object.keys(CDNS)) {
    assertEquals((await purge(cdn, { status: 429 })).status, 502);
  }
});

Deno.test("somebody without the token purges nothing", async () => {
  assertEquals(await purge("bunny", { token: "guess" }), { status: 401, asked: [] });
});
