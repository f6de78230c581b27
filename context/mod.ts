import { StoreGuard } from "./cluster/kv_stores.ts";
import { Start } from "./cluster/start.ts";
import { Activity } from "./activity.ts";
import { type Identity, openAuthentication } from "./authentication.ts";
import { type ClusterWatch, watchCluster } from "../actors/topics/cluster_watch.ts";
import { OwnCommits } from "../actors/topics/own_commits.ts";
import { ShardInterests } from "../actors/runtime/shard_interests.ts";
import { Hub } from "../actors/topics/hub.ts";
import { ActorSystem } from "../actors/runtime/system.ts";
import { openGeneration } from "../actors/topics/generation.ts";
import { TopicLogs } from "../actors/topics/topics.ts";
import { dropMisfits } from "../db/outbox/batches.ts";
import { Epochs } from "../db/discovery/epochs.ts";
import { migrate } from "../db/migrate.ts";
import { invalidationMsMax, openPools } from "./pools.ts";
import { compilesStatements } from "../db/operations/jit.ts";
import type { DatabaseAddress } from "../lib/config/database_address.ts";
import { settleSuspended } from "../db/moderation/suspension.ts";
import { newId } from "../domain/ids.ts";
import { WriterId } from "../domain/events/writer_id.ts";
import { APPEAL_TOKEN_SECONDS } from "../domain/limits.ts";
import { InvalidationLog } from "./cache/invalidation_log.ts";
import { SeenWrites } from "./cache/seen_writes.ts";
import { ReadCache } from "./read_cache.ts";
import { openProcessors } from "./media/processors.ts";
import { openOutboxRelay } from "./outbox_relay.ts";
import { openLiveConnections } from "./presence/mod.ts";
import { cacheBudget } from "./cache/budget.ts";
import { openInvalidationHandlers } from "./invalidation.ts";
import { AccessTokens } from "../lib/security/access_tokens.ts";
import type { Redis } from "../lib/redis/redis.ts";
import { openCdn } from "../lib/storage/cdn.ts";
import type { Config } from "../lib/config/mod.ts";
import { PageCache } from "../lib/cache/page_cache.ts";
import { deriveKeys } from "../lib/security/keys.ts";
import { type Log, openLog } from "../lib/log/log.ts";
import { Metrics } from "../lib/metrics/metrics.ts";
import { openIdentityProviders } from "../lib/oidc/mod.ts";
import { once } from "../lib/once.ts";
import { openRateLimiter } from "../lib/rate_limits/rate_limiter.ts";
import { openServices } from "./services.ts";
import { WakeUps } from "./wake_ups.ts";
import { openWriters } from "./writers.ts";
import { type PasswordCost, Passwords } from "../lib/security/passwords.ts";
import { PictureTokens } from "../lib/security/picture_tokens.ts";
import { ShareTokens } from "../lib/security/share_tokens.ts";
import { SignedCursors } from "../lib/security/signed_cursor.ts";
import type { Context } from "./resources.ts";

export { atWork, withParts } from "./resources.ts";
export type { Context, Identity };

const SWEEP_MS = 30_000;

/** Opens every resource of the program. Disposing the context closes them in reverse order. */
export async function openContext(
  config: Config,
  overrides: {
    log?: Log;
    database?: DatabaseAddress;
    replicas?: readonly DatabaseAddress[];
    redis?: Redis;
    now?: () => number;
    passwordCost?: PasswordCost;
  } = {},
): Promise<Context> {
  await using opening = new AsyncDisposableStack();
  const log = overrides.log ?? openLog(config.LOG, config.LOG_LEVEL);
  const services = opening.use(await openServices(config, log, overrides.database));
  const { kv, kvStores } = services;
  const keys = await deriveKeys(services.secret);
  const metrics = opening.use(new Metrics());
  const pools = opening.use(openPools(services.database, config, metrics, overrides.replicas));
  const { requests: sql, lanes, others } = pools;
  const { images, videos } = opening.use(await openProcessors(config));
  const passwords = opening.use(new Passwords(overrides.passwordCost));
  const redis = overrides.redis ?? services.redis;
  const limiter = opening.use(openRateLimiter(redis.rateLimits, log, overrides.now));
  const hub = new Hub();
  const { FANOUT_LIMIT: fanOutLimit } = config;
  const budget = cacheBudget();
  const cache = new ReadCache(sql, { fanOutLimit, bytesMax: budget.reads });
  const self = newId();
  const writerId = new WriterId();
  const interests = new ShardInterests(kvStores, self);
  const logs = new TopicLogs(kv, (topic) => interests.take(topic));
  const ownCommits = new OwnCommits();
  const shards = kvStores.length;
  const actors = new ActorSystem(kv, (topics, commit) => {
    if (commit !== null) ownCommits.add(commit);
    topics.forEach(handlers.topicAppended);
  }, { shards, residentBytesMax: budget.actors, interests });
  const handlers = openInvalidationHandlers({
    cache,
    hub,
    logs,
    actors,
    writerId,
    ownCommits,
    others,
    heardTyping: (by, typing) => live.typing.heard(by, typing),
  });
  const wakeUps = new WakeUps();
  const relayed = {
    sql,
    lanes,
    kv,
    kvStores,
    actors,
    handlers,
    wakeUps,
    metrics,
    log,
    self,
    writerId,
  };
  const { leases } = pools;
  const { isAlone, lose } = services;
  const guard = new StoreGuard({ stores: kvStores, isAlone, end: lose });
  const { relay, membership, db } = openOutboxRelay({
    ...relayed,
    leases,
    isAlone,
    guard,
    fanOutLimit,
  });
  opening.use(membership);
  opening.use(relay);
  const writers = openWriters(db, pools);
  const activity = new Activity();
  const ageMsMax = invalidationMsMax(config);
  const read = { sql: pools.invalidations, writerId, handlers, activity, ageMsMax };
  const invalidations = opening.use(new InvalidationLog(read));
  const seenWrites = new SeenWrites({ writerId, invalidations, actors });

  const stop = new AbortController();
  let watches: readonly ClusterWatch[] = [];
  let isStopping = false;
  const start = new Start();
  const started = start.run(attemptStart, log, stop.signal);
  // It may fail before the caller can wait for it.
  started.catch(() => {});
  opening.defer(async () => {
    stop.abort();
    await started.catch(() => {});
    await endWatches();
  });
  const endWatches = () => Promise.all(watches.map((watch) => watch[Symbol.asyncDispose]()));
  const shown = { sql, kvStores, interests, self, log, activity };
  const live = opening.use(openLiveConnections({
    ...shown,
    loadMembers: (ids) => cache.conversationMembers.getMany(ids),
    hasOthers: () => membership.hasOthers,
  }));
  const sweep = setInterval(() => {
    actors.sweep();
    // If it fails, memory is dropped before the interests end.
    if (activity.isBusy) actors.renewInterests(hub.topics()).catch(() => {});
  }, SWEEP_MS);
  opening.defer(() => clearInterval(sweep));

  /** Starts what needs the database and KV. The program serves before that. */
  async function attemptStart(): Promise<void> {
    const applied = await migrate(pools.migrations);
    if (applied.length > 0) log.info("migrated", { applied });
    if (await compilesStatements(sql)) log.warn("Postgres compiles statements: turn jit off");
    const generation = await openGeneration(kvStores);
    await guard.claim(sql, generation.ids);
    if (generation.isNew) log.info("KV is empty: inboxes and feeds are rebuilt as they are read");
    await dropMisfits(sql, shards);
    logs.open(generation.id);
    await invalidations.current();
    // Those of an attempt that has failed later.
    await endWatches();
    watches = await watchCluster(kvStores, interests.own, { handlers, clients: activity, self });
    await membership.start();
    relay.start();
  }

  const tokens = new AccessTokens(keys.accessTokens, config.ACCESS_TOKEN_EXPIRES_MINUTES * 60);
  const resources = opening.move();
  return {
    config,
    log,
    keys,
    services,
    sql,
    db,
    others,
    workSql: pools.work,
    kv,
    kvStores,
    redis,
    storage: services.storage,
    cdn: openCdn({ url: config.CDN_PURGE_URL, token: config.CDN_PURGE_TOKEN }),
    mailer: services.mailer,
    metrics,
    limiter,
    images,
    videos,
    passwords,
    tokens,
    identityProviders: openIdentityProviders(config),
    appealTokens: new AccessTokens(keys.appeals, APPEAL_TOKEN_SECONDS),
    cursors: new SignedCursors(keys.cursors),
    shareTokens: new ShareTokens(keys.shareLinks),
    pictureTokens: new PictureTokens(keys.pictures),
    actors,
    logs,
    hub,
    sockets: live.sockets,
    presence: live.presence,
    typing: live.typing,
    activity,
    relay,
    wakeUps,
    cache,
    invalidations,
    seenWrites,
    pages: new PageCache(cache.versions, budget.pages),
    ...writers,
    epochs: new Epochs(sql, (epoch) => others.changed(epoch)),
    started,
    isStarted: () => start.isDone,
    startProblem: () => start.problem,
    stop: () => void (isStopping = true),
    isStopping: () => isStopping,
    isFirst: () => membership.isFirst,
    isOutOfSync: () => watches.some((watch) => watch.isOutOfSync),
    heard: () => kvStores.map((_, shard) => watches[shard]?.position ?? ""),
    catchingUp() {
      const waiting = watches.flatMap((watch) => watch.catchingUp ?? []);
      return waiting.length === 0 ? null : Promise.all(waiting);
    },
    authenticate: openAuthentication({
      sessions: cache.sessions,
      tokens,
      settle: (session) => settleSuspended(db, session),
    }),
    [Symbol.asyncDispose]: once(() => resources.disposeAsync()),
  };
}
