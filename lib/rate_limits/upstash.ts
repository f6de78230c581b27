import { openUpstash, orUnavailable } from "../upstash.ts";
import { type RateLimitStore, statusOf } from "./windows.ts";

/** Requests wait for Redis: after this time they go on without it. */
const TIMEOUT_MILLISECONDS = 150;

/** ARGV: id and time of the use; then for each key its limit, the time before its window, its window. */
const SPEND = `
local room = 1
for i, key in ipairs(KEYS) do
  redis.call('ZREMRANGEBYSCORE', key, '-inf', ARGV[3 * i + 1])
  if redis.call('ZCARD', key) >= tonumber(ARGV[3 * i]) then room = 0 end
end
local answer = { room }
for i, key in ipairs(KEYS) do
  if room == 1 then
    redis.call('ZADD', key, ARGV[2], ARGV[1])
    redis.call('PEXPIRE', key, ARGV[3 * i + 2])
  end
  local used = redis.call('ZCARD', key)
  local first = math.max(0, used - tonumber(ARGV[3 * i]))
  answer[#answer + 1] = used
  answer[#answer + 1] = redis.call('ZRANGE', key, first, first, 'WITHSCORES')[2] or ARGV[2]
end
return answer`;

const GIVE_BACK = `
for _, key in ipairs(KEYS) do redis.call('ZREM', key, ARGV[1]) end
return 1`;

/** ARGV: for each key the number to add and the lifetime of the counter in milliseconds. */
const ADD = `
local totals = {}
for i, key in ipairs(KEYS) do
  local by = tonumber(ARGV[2 * i - 1])
  totals[i] = redis.call('INCRBY', key, by)
  if totals[i] == by then redis.call('PEXPIRE', key, ARGV[2 * i]) end
end
return totals`;

/** Opens a store in Upstash Redis that all instances share. Each call is one atomic round trip. */
export function openUpstashRateLimits(
  options: { url: string; token: string; prefix?: string },
): RateLimitStore {
  const { prefix = "" } = options;
  const redis = openUpstash(options, { timeoutMs: TIMEOUT_MILLISECONDS, retries: 0 });
  const spend = redis.createScript<(number | string)[]>(SPEND);
  const giveBack = redis.createScript<number>(GIVE_BACK);
  const add = redis.createScript<number[]>(ADD);
  const named = (keys: readonly string[]) => keys.map((key) => prefix + key);

  return {
    async consume(quotas, { id, at }) {
      const args = quotas.flatMap(({ limit, windowMs }) => [limit, at - windowMs, windowMs]);
      const answer = await orUnavailable(spend.exec(
        named(quotas.map(({ key }) => key)),
        [id, at, ...args].map(String),
      ));
      const [room, ...rest] = answer.map(Number);
      return {
        isAllowed: room === 1,
        statuses: quotas.map((quota, index) =>
          statusOf(quota, rest[2 * index]!, rest[2 * index + 1]!, at)
        ),
      };
    },
    async refund(keys, id) {
      await orUnavailable(giveBack.exec(named(keys), [id]));
    },
    async forget(keys) {
      await orUnavailable(redis.del(...named(keys)));
    },
    async add(additions) {
      const args = additions.flatMap(({ by, lifeMs }) => [String(by), String(lifeMs)]);
      const totals = add.exec(named(additions.map(({ key }) => key)), args);
      return (await orUnavailable(totals)).map(Number);
    },
  };
}
