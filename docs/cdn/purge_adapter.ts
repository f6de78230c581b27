/**
 * Passes purges of Tintype on to a CDN. Configure Tintype with `CDN_PURGE_URL` (the address of this
 * program) and `CDN_PURGE_TOKEN` (the same as `TOKEN` here), and start it with one of these:
 *
 *     CDN=cloudfront DISTRIBUTION_ID=… AWS_ACCESS_KEY_ID=… AWS_SECRET_ACCESS_KEY=…
 *     CDN=bunny BUNNY_API_KEY=…
 *     CDN=scaleway PIPELINE_ID=… SCW_SECRET_KEY=…
 *
 *     TOKEN=… PORT=8090 deno run --allow-net --allow-env docs/cdn/purge_adapter.ts
 */
import { AwsClient } from "aws4fetch";

type Purge = (urls: readonly string[]) => Promise<Response[]>;
type Environment = (name: string) => string;

/** The ways to purge addresses, by CDN. Each takes the address of its API, for tests. */
export const CDNS: Record<string, (env: Environment, api?: string) => Purge> = {
  // One invalidation may name 3,000 paths.
  cloudfront(env, api = "https://cloudfront.amazonaws.com") {
    const aws = new AwsClient({
      accessKeyId: env("AWS_ACCESS_KEY_ID"),
      secretAccessKey: env("AWS_SECRET_ACCESS_KEY"),
      service: "cloudfront",
      region: "us-east-1",
      retries: 0,
    });
    const url = `${api}/2020-05-31/distribution/${env("DISTRIBUTION_ID")}/invalidation`;
    return async (urls) => [await aws.fetch(url, { method: "POST", body: invalidationOf(urls) })];
  },
  // One request purges one address.
  bunny(env, api = "https://api.bunny.net") {
    const headers = { AccessKey: env("BUNNY_API_KEY") };
    return (urls) =>
      Promise.all(
        urls.map((url) =>
          fetch(`${api}/purge?${new URLSearchParams({ url })}`, { method: "POST", headers })
        ),
      );
  },
  scaleway(env, api = "https://api.scaleway.com") {
    const headers = { "X-Auth-Token": env("SCW_SECRET_KEY"), "Content-Type": "application/json" };
    const pipeline = env("PIPELINE_ID");
    return async (urls) => {
      const body = JSON.stringify({ pipeline_id: pipeline, assets: urls.map(pathOf) });
      const url = `${api}/edge-services/v1beta1/purge-requests`;
      return [await fetch(url, { method: "POST", headers, body })];
    };
  },
};

/** Returns a handler of Tintype's purges. It answers 2xx only if the CDN has accepted all. */
export function handlerOf(purge: Purge, token: string): (request: Request) => Promise<Response> {
  return async (request) => {
    if (request.headers.get("authorization") !== `Bearer ${token}`) {
      await request.body?.cancel();
      return new Response("Wrong token\n", { status: 401 });
    }
    const { urls } = await request.json();
    const answers = await purge(urls);
    for (const answer of answers) await answer.body?.cancel();
    const failed = answers.find((answer) => !answer.ok);
    return failed === undefined
      ? new Response(null, { status: 204 })
      : new Response(`The CDN answered ${failed.status}\n`, { status: 502 });
  };
}

function invalidationOf(urls: readonly string[]): string {
  const paths = urls.map((url) => `<Path>${pathOf(url)}</Path>`).join("");
  return `<InvalidationBatch xmlns="http://cloudfront.amazonaws.com/doc/2020-05-31/">` +
    `<Paths><Quantity>${urls.length}</Quantity><Items>${paths}</Items></Paths>` +
    `<CallerReference>${crypto.randomUUID()}</CallerReference></InvalidationBatch>`;
}

function pathOf(url: string): string {
  return new URL(url).pathname;
}

function variable(name: string): string {
  const value = Deno.env.get(name);
  if (!value) throw new Error(`${name} is not set`);
  return value;
}

if (import.meta.main) {
  const open = CDNS[variable("CDN")];
  if (open === undefined) throw new Error(`CDN must be one of ${Object.keys(CDNS).join(", ")}`);
  Deno.serve({ port: Number(variable("PORT")) }, handlerOf(open(variable), variable("TOKEN")));
}
