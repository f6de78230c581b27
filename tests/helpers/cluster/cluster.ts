import { join } from "node:path";
import { openSql } from "../../../db/pool.ts";
import type { SqlPool } from "../../../db/sql.ts";
import { variablesOf } from "../app/database.ts";
import { openUpstashBridge } from "../app/upstash_bridge.ts";
import { startEmbeddedS3 } from "../media/embedded_s3.ts";
import { type OwnPostgres, startOwnPostgres } from "../own_postgres.ts";
import { openBalancer } from "./balancer.ts";
import { KillableProgram } from "./killable_program.ts";
import { stablePort } from "./stable_port.ts";

/** Several instances behind a balancer, which share a database, storage and a KV store. */
export interface Cluster extends AsyncDisposable {
  /** The address of the balancer. */
  origin: string;
  instances: KillableProgram[];
  postgres: OwnPostgres;
  sql: SqlPool;
  /** Copies the log of all instances to a file that stays, and returns its path. */
  keepLog(): Promise<string>;
}

/** Starts instances with a KV store, which `kv` describes by variables. */
export async function startCluster(
  { instances: count = 3, kv, env = {} }: {
    instances?: number;
    kv: Record<string, string>;
    env?: Record<string, string>;
  },
): Promise<Cluster> {
  await using opening = new AsyncDisposableStack();
  const directory = await Deno.makeTempDir({ prefix: "tintype-cluster-" });
  opening.defer(() => Deno.remove(directory, { recursive: true }));
  const logPath = join(directory, "log");
  const logFile = opening.use(await Deno.open(logPath, { append: true, create: true }));
  const s3 = opening.use(await startEmbeddedS3());
  const postgres = opening.use(await startOwnPostgres({ fsync: true }));
  const shared = {
    ...variablesOf(postgres.database.address),
    ...storageVariables(s3),
    ...await redisVariables(opening),
    ...kv,
    DATABASE_POOL_SIZE: "8",
    JWT_SECRET: "a secret for clusters that is long enough",
    ...env,
  };
  const instances = Array.from({ length: count }, (_, number) => {
    const DATA_DIR = join(directory, String(number));
    return new KillableProgram(stablePort(), { ...shared, DATA_DIR }, logFile);
  });
  opening.defer(async () => void await Promise.all(instances.map((one) => one.abandon())));
  await Promise.all(instances.map((instance) => instance.start()));
  const balancer = opening.use(openBalancer(instances));
  const sql = openSql(postgres.database.address, 2, "work");
  opening.defer(() => sql.end({ timeout: 1 }));
  const resources = opening.move();
  return {
    origin: balancer.origin,
    instances,
    postgres,
    sql,
    async keepLog() {
      const path = await Deno.makeTempFile({ prefix: "tintype-cluster-", suffix: ".log" });
      await Deno.copyFile(logPath, path);
      return path;
    },
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}

type EmbeddedS3 = Awaited<ReturnType<typeof startEmbeddedS3>>;

function storageVariables({ options, bucketUrl }: EmbeddedS3): Record<string, string> {
  return {
    S3_ENDPOINT: bucketUrl.slice(0, bucketUrl.lastIndexOf("/")),
    S3_REGION: options.region,
    S3_BUCKET: options.bucket,
    S3_ACCESS_KEY_ID: options.accessKeyId,
    S3_SECRET_ACCESS_KEY: options.secretAccessKey,
  };
}

/** Instances share the Redis of `TEST_REDIS_URL`; without one, each counts and limits alone. */
async function redisVariables(opening: AsyncDisposableStack): Promise<Record<string, string>> {
  const url = Deno.env.get("TEST_REDIS_URL");
  if (!url) return {};
  const bridge = opening.use(await openUpstashBridge(url));
  return { UPSTASH_REDIS_REST_URL: bridge.url, UPSTASH_REDIS_REST_TOKEN: bridge.token };
}
