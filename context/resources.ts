import type { Activity } from "./activity.ts";
import type { Authenticate } from "./authentication.ts";
import type { OutboxRelay } from "../actors/delivery/relay.ts";
import type { Hub } from "../actors/topics/hub.ts";
import type { ActorSystem } from "../actors/runtime/system.ts";
import type { TopicLogs } from "../actors/topics/topics.ts";
import type { Epochs } from "../db/discovery/epochs.ts";
import type { SqlPool } from "../db/sql.ts";
import type { ReplicaReads } from "../db/replicas/mod.ts";
import type { Db } from "../db/transact.ts";
import type { InvalidationLog } from "./cache/invalidation_log.ts";
import type { SeenWrites } from "./cache/seen_writes.ts";
import type { ReadCache } from "./read_cache.ts";
import type { OnlinePeople, TypingPeople } from "./presence/mod.ts";
import type { AccessTokens } from "../lib/security/access_tokens.ts";
import type { Redis } from "../lib/redis/redis.ts";
import type { Cdn } from "../lib/storage/cdn.ts";
import type { Config } from "../lib/config/mod.ts";
import type { ImageProcessor } from "../lib/images/mod.ts";
import type { Videos } from "./media/videos.ts";
import type { PageCache } from "../lib/cache/page_cache.ts";
import type { Keys } from "../lib/security/keys.ts";
import type { Log } from "../lib/log/log.ts";
import type { Mailer } from "../lib/mail/mail.ts";
import type { Metrics } from "../lib/metrics/metrics.ts";
import type { IdentityProvider } from "../lib/oidc/provider.ts";
import type { RateLimiter } from "../lib/rate_limits/rate_limiter.ts";
import type { Services } from "./services.ts";
import type { WakeUps } from "./wake_ups.ts";
import type { Writers } from "./writers.ts";
import type { Passwords } from "../lib/security/passwords.ts";
import type { PictureTokens } from "../lib/security/picture_tokens.ts";
import type { ShareTokens } from "../lib/security/share_tokens.ts";
import type { SignedCursors } from "../lib/security/signed_cursor.ts";
import type { SocketRegistry } from "../lib/http/socket_registry.ts";
import type { Storage } from "../lib/storage/storage.ts";

/** All resources of the program. */
export interface Context extends Writers, AsyncDisposable {
  readonly config: Config;
  readonly log: Log;
  readonly keys: Keys;
  readonly services: Services;
  readonly sql: SqlPool;
  readonly db: Db;
  /** Reads of lists that are not the reader's own: a replica may do them. */
  readonly others: ReplicaReads;
  /** The pool for long work: see {@link atWork}. */
  readonly workSql: SqlPool;
  readonly kv: Deno.Kv;
  /** The stores that `kv` shows as one. */
  readonly kvStores: readonly Deno.Kv[];
  readonly redis: Redis;
  readonly storage: Storage;
  readonly cdn: Cdn;
  readonly mailer: Mailer;
  readonly metrics: Metrics;
  readonly limiter: RateLimiter;
  readonly images: ImageProcessor;
  readonly videos: Videos;
  readonly passwords: Passwords;
  readonly tokens: AccessTokens;
  /** The configured identity providers, by name. */
  readonly identityProviders: ReadonlyMap<string, IdentityProvider>;
  /** Tokens with which suspended people can only appeal. */
  readonly appealTokens: AccessTokens;
  readonly cursors: SignedCursors;
  readonly shareTokens: ShareTokens;
  readonly pictureTokens: PictureTokens;
  readonly actors: ActorSystem;
  readonly logs: TopicLogs;
  readonly hub: Hub;
  readonly sockets: SocketRegistry;
  /** The presence of people: whether they are online. */
  readonly presence: OnlinePeople;
  /** The people who type, and where. */
  readonly typing: TypingPeople;
  /** Whether clients use this instance now. */
  readonly activity: Activity;
  readonly relay: OutboxRelay;
  /** Notifies jobs about the work that committed transactions leave. */
  readonly wakeUps: WakeUps;
  readonly cache: ReadCache;
  /** Brings memory up to date with the writes of all instances. */
  readonly invalidations: InvalidationLog;
  /** Shows users at once what they have written at other instances. */
  readonly seenWrites: SeenWrites;
  readonly pages: PageCache;
  readonly epochs: Epochs;
  /** Resolves when the database is migrated and delivery runs; retried until it succeeds. */
  readonly started: Promise<void>;
  /** Whether `started` has resolved. */
  isStarted(): boolean;
  /** The last error that has delayed the start, or null. */
  startProblem(): unknown;
  /** Marks the program as ending, so that it gets no more work. */
  stop(): void;
  /** Whether `stop` was called. */
  isStopping(): boolean;
  /** Whether this instance does what one of all instances has to do. */
  isFirst(): boolean;
  /** Whether this instance fails to read the other instances' messages. */
  isOutOfSync(): boolean;
  /** The newest commit of each KV store whose messages this instance has acted on. */
  heard(): readonly string[];
  /** Resolves when the changes of others during a rest are known; null if they are. */
  catchingUp(): Promise<unknown> | null;
  /**
   * Identifies the bearer of a valid access token or personal API token. A suspended user is
   * refused, or has no role where suspended users are admitted.
   */
  authenticate: Authenticate;
}

/** Returns the same context for long work, with separate connections and longer time limits. */
export function atWork(ctx: Context): Context {
  const { workSql: sql, db } = ctx;
  return withParts(ctx, { sql, db: { ...db, sql } });
}

/** Returns the same context, with other resources for some of its own. */
export function withParts(ctx: Context, parts: Partial<Context>): Context {
  return Object.assign(Object.create(ctx), parts);
}
