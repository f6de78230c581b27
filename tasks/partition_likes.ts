import { openSql } from "../db/pool.ts";
import { LIKE_PARTITIONS, partitionLikes } from "../db/engagement/like_partitions.ts";
import { taskConfig } from "./environment.ts";
import { giveUp, runTask, say } from "./terminal.ts";

const LIKES_AT_ONCE = 5000;
const BATCHES_PER_LINE = 100;

/**
 * Divides the table of likes into partitions, while the programs go on. All of them must be of this
 * version or newer: earlier ones would delete wrong likes.
 */
await runTask(async () => {
  const { DATABASE_URL } = taskConfig();
  if (!DATABASE_URL) giveUp("Partitions are for large installations: set DATABASE_URL");
  await using opened = new AsyncDisposableStack();
  const sql = openSql(DATABASE_URL, 1, "work");
  opened.defer(() => sql.end({ timeout: 2 }));
  let batches = 0;
  const isNew = await partitionLikes(sql, {
    likesAtOnce: LIKES_AT_ONCE,
    onCopied() {
      if (++batches % BATCHES_PER_LINE === 0) say(`Copied ${batches * LIKES_AT_ONCE} likes`);
    },
  });
  say(`The likes are in ${LIKE_PARTITIONS} partitions${isNew ? "" : " already"}`);
});
