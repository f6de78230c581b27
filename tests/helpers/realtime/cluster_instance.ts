import { ActorSystem } from "../../../actors/runtime/system.ts";
import { newestOf, readHeads } from "../../../actors/topics/cluster_log.ts";
import { ClusterReader } from "../../../actors/topics/cluster_reader.ts";
import { CLUSTER_TOPIC, storedMessage } from "../../../actors/topics/cluster_message.ts";
import { ShardInterests } from "../../../actors/runtime/shard_interests.ts";
import type { Interest } from "../../../actors/topics/interest.ts";
import { type LogEntry, TopicLogs } from "../../../actors/topics/topics.ts";
import { newId } from "../../../domain/ids.ts";
import { UNCHECKED } from "../app/kv.ts";
import { appended, listening } from "./cluster.ts";

/** Topics of two users in different groups. */
export const ADA = `user:${"0".repeat(33)}ada`;
/** See {@link ADA}. */
export const BOB = `user:${"0".repeat(33)}b0b`;

/** Opens the parts of an instance that write messages, and those that hear them. */
export async function openInstance(
  kv: Deno.Kv,
  self: string,
  now: () => number = Date.now,
  residentBytesMax = 1e6,
) {
  const interests = new ShardInterests([kv], self, now);
  const [own] = interests.own as [Interest];
  const system = new ActorSystem(kv, () => {}, {
    residentBytesMax,
    interests,
  });
  const logs = new TopicLogs(kv, (topic) => interests.take(topic));
  const handlers = listening(self);
  const options = { kv, shard: 0, interest: own, handlers, self };
  const reader = new ClusterReader(options, newestOf(await readHeads(kv)));
  return {
    own,
    system,
    logs,
    reader,
    handlers,
    /** Appends an entry to each topic, with a message about them, as deliveries do. */
    append(...topics: string[]) {
      const entry = (id: string): LogEntry => ({
        id,
        type: "news",
        at: 1,
        ref: storedMessage({
          ...appended("", self),
          topics,
          actors: topics.map((topic) => topic.replace("user", "feed")),
        }),
      });
      const log = [CLUSTER_TOPIC, ...topics].map((topic) => ({ topic, entry: entry(newId()) }));
      return system.send({ envelopes: [], log, checks: UNCHECKED });
    },
  };
}
