import { join, resolve } from "node:path";
import { asOne } from "../actors/runtime/shards.ts";
import type { Redis } from "../lib/redis/redis.ts";
import { openMemoryRedis } from "../lib/redis/memory.ts";
import { openUpstashRedis } from "../lib/redis/upstash.ts";
import type { Config } from "../lib/config/mod.ts";
import type { DatabaseAddress } from "../lib/config/database_address.ts";
import { lockDataDir } from "../lib/embedded/data_dir.ts";
import { startPostgres } from "../lib/embedded/postgres.ts";
import { openS3Server, type S3Server } from "../lib/embedded/s3/mod.ts";
import { openLocalKv } from "../lib/kv/local.ts";
import { openRemoteKv } from "../lib/kv/remote.ts";
import type { Log } from "../lib/log/log.ts";
import type { Mailer } from "../lib/mail/mail.ts";
import { openMemoryMailer } from "../lib/mail/memory.ts";
import { openSmtpMailer } from "../lib/mail/smtp.ts";
import { once } from "../lib/once.ts";
import type { Storage } from "../lib/storage/storage.ts";
import { openS3Storage } from "../lib/storage/s3.ts";

/** The outside services of the program, each configured or embedded. */
export interface Services extends AsyncDisposable {
  database: DatabaseAddress;
  kv: Deno.Kv;
  /** The stores that `kv` shows as one, in the order of the configuration. */
  kvStores: readonly Deno.Kv[];
  redis: Redis;
  storage: Storage;
  mailer: Mailer;
  /** The secret from which all keys are derived. */
  secret: string;
  /** Rejects when the program cannot go on, as an embedded service that cannot be restarted. */
  lost: Promise<never>;
  /** Ends the program with a reason. */
  lose(reason: Error): void;
  /** Whether the database is embedded, and locked for this program. */
  isAlone: boolean;
  /** The S3 server that this program serves under {@link S3_PATH}. */
  embeddedS3: S3Server | null;
}

/** The path of the embedded S3 server. */
export const S3_PATH = "/s3";

/** Opens configured services, and embeds the others under `DATA_DIR`; `database` overrides both. */
export async function openServices(
  config: Config,
  log: Log,
  given?: DatabaseAddress,
): Promise<Services> {
  await using opening = new AsyncDisposableStack();
  const hasKv = config.KV_URLS.length > 0 || config.isOnDeploy;
  const isEmbedding = !(given ?? config.DATABASE_URL) || !hasKv || !config.S3_ENDPOINT ||
    !config.JWT_SECRET;
  if (isEmbedding) opening.use(await lockDataDir(config.DATA_DIR));
  const dataDir = resolve(config.DATA_DIR);
  const lost = Promise.withResolvers<never>();
  // A serving program then ends; a task notices by its failing queries.
  lost.promise.catch(() => {});

  const database = given ?? config.DATABASE_URL ??
    opening.use(
      await startPostgres({ dataDir: join(dataDir, "postgres"), log, onLost: lost.reject }),
    ).connection;
  const kvUrls = hasKv ? config.KV_URLS : [await kvPath(dataDir)];
  const kvStores: Deno.Kv[] = [];
  for (const url of kvUrls) kvStores.push(opening.use(await openStore(url, log)));
  // Without an address, Deno Deploy opens the store that all instances of this app share.
  if (kvUrls.length === 0) kvStores.push(opening.use(openRemoteKv(() => Deno.openKv(), log)));
  const redis = opening.use(openCache(config));
  const mailer = opening.use(openMailer(config));
  const secret = config.JWT_SECRET ?? await loadOrCreateSecret(join(dataDir, "secret"));
  const { storage, embeddedS3 } = await openStorage(config, dataDir, secret);

  const resources = opening.move();
  return {
    database,
    kv: asOne(kvStores),
    kvStores,
    redis,
    storage,
    mailer,
    secret,
    lost: lost.promise,
    lose: lost.reject,
    isAlone: !(given ?? config.DATABASE_URL),
    embeddedS3,
    [Symbol.asyncDispose]: once(() => resources.disposeAsync()),
  };
}

/** Returns the file of the embedded KV store, and creates its folder if missing. */
export async function kvPath(dataDir: string): Promise<string> {
  await Deno.mkdir(join(dataDir, "kv"), { recursive: true });
  return join(dataDir, "kv", "kv.sqlite");
}

async function openStore(url: string, log: Log): Promise<Deno.Kv> {
  return url.startsWith("http")
    ? openRemoteKv(() => Deno.openKv(url), log)
    : await openLocalKv(url);
}

function openCache(config: Config): Redis {
  const { UPSTASH_REDIS_REST_URL: url, UPSTASH_REDIS_REST_TOKEN: token } = config;
  return url && token ? openUpstashRedis({ url, token }) : openMemoryRedis();
}

function openMailer({ SMTP_URL: url, MAIL_FROM: from }: Config): Mailer {
  return url ? openSmtpMailer({ url, from }) : openMemoryMailer();
}

/** Returns a random secret that is created once and readable only by its owner. */
async function loadOrCreateSecret(path: string): Promise<string> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  const secret = crypto.getRandomValues(new Uint8Array(32)).toHex();
  await Deno.writeTextFile(path, secret, { mode: 0o600, createNew: true });
  return secret;
}

async function openStorage(
  config: Config,
  dataDir: string,
  secret: string,
): Promise<{ storage: Storage; embeddedS3: S3Server | null }> {
  const { S3_ENDPOINT, S3_REGION: region, S3_BUCKET: bucket } = config;
  if (S3_ENDPOINT) {
    const storage = openS3Storage({
      endpoint: S3_ENDPOINT,
      region,
      bucket,
      accessKeyId: config.S3_ACCESS_KEY_ID!,
      secretAccessKey: config.S3_SECRET_ACCESS_KEY!,
      publicBaseUrl: config.MEDIA_BASE_URL ?? `${S3_ENDPOINT}/${bucket}`,
      ...(config.S3_PUBLIC_ENDPOINT ? { publicEndpoint: config.S3_PUBLIC_ENDPOINT } : {}),
    });
    return { storage, embeddedS3: null };
  }
  const credentials = { accessKeyId: "embedded", secretAccessKey: secret, region };
  const embeddedS3 = await openS3Server({
    directory: join(dataDir, "s3"),
    bucket,
    basePath: S3_PATH,
    ...credentials,
  });
  const publicEndpoint = `${config.PUBLIC_URL}${S3_PATH}`;
  const storage = openS3Storage({
    // The server is in this process, so a request to it uses no network and no host.
    endpoint: `http://storage.internal${S3_PATH}`,
    publicEndpoint,
    bucket,
    ...credentials,
    publicBaseUrl: config.MEDIA_BASE_URL ?? `${publicEndpoint}/${bucket}`,
    fetch: (request) => embeddedS3.fetch(request),
  });
  return { storage, embeddedS3 };
}
