import { assert, assertLess } from "@std/assert";
import { percentile } from "../../bench/numbers.ts";
import { startCluster } from "../helpers/cluster/cluster.ts";
import type { KillableProgram } from "../helpers/cluster/killable_program.ts";
import { registerAt, visiting } from "../helpers/cluster/visitors.ts";
import { onceHealed } from "../helpers/healing.ts";
import { KvProcess } from "../helpers/kv/process.ts";
import type { Person } from "../helpers/people/person.ts";
import { ok } from "../helpers/people/steps.ts";
import { Live } from "../helpers/realtime/live.ts";

const CLIENTS = 48;
const NOTIFICATIONS = 50;
const HEARD_MS_MAX = 1000;
/** On a busy machine reading is slow as well. */
const TIMES_OF_READING_MAX = 4;

Deno.test("while 48 clients mark notifications as read, others hear of theirs within a second", async () => {
  await using kv = await KvProcess.start();
  await using cluster = await startCluster({
    instances: 2,
    kv: kv.variables,
    env: { PHOTO_ONLY: "false" },
  });
  const { instances } = cluster;
  const [here, there] = instances as [KillableProgram, KillableProgram];
  const [ada, bob] = await registerAt(here, "ada", "bob");
  const readers = await registerAt(
    there,
    ...Array.from({ length: CLIENTS }, (_, n) => `reader_${n}`),
  );
  const { postId } = ok(await ada.post("/posts", { mediaIds: [], caption: "Lake" }), 201).data;
  await using live = await Live.connect({ url: here.origin }, { token: ada.accessToken });
  await live.subscribe("user");

  /** Returns how long each notification takes, in milliseconds. */
  async function hear(): Promise<number[]> {
    const times: number[] = [];
    for (let n = 0; n < NOTIFICATIONS; n++) {
      const author = visiting(instances[n % 2]!, bob);
      const sentAt = performance.now();
      const said = await onceHealed(() =>
        author.post(`/posts/${postId}/comments`, { content: `Light ${n}` })
      );
      const { commentId } = ok(said, 201).data;
      await live.next("notification.created", ({ event }) => event.data.commentId === commentId);
      times.push(performance.now() - sentAt);
    }
    return times;
  }
  async function hearWhile(send: (reader: Person) => Promise<{ status: number }>) {
    let isOver = false;
    const hearing = hear().finally(() => isOver = true);
    const sending = readers.map(async (reader, n) => {
      const one = visiting(instances[n % 2]!, reader);
      while (!isOver) {
        const { status } = await send(one);
        // A busy store may refuse some. They must not hold up the others.
        assert(status < 300 || status === 503, String(status));
      }
    });
    const [times] = await Promise.all([hearing, ...sending]);
    return percentile(times, 99);
  }
  const reading = await hearWhile((one) => one.get("/notifications"));
  const marking = await hearWhile((one) => one.post("/notifications/read-all"));
  assertLess(marking, Math.max(HEARD_MS_MAX, TIMES_OF_READING_MAX * reading));
});
