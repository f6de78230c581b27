import type postgres from "postgres";
import { exportTimes } from "../exports/work.ts";
import { pictureTimes, videoMoveTimes, videoTimes } from "../media/claims.ts";
import { mailTimes } from "../outbox/mails.ts";
import { deletionTimes } from "../outbox/storage_deletions.ts";
import { scheduledPostTimes } from "../posts/schedules.ts";
import { spaceCountsTimes } from "../spaces/counts.ts";
import { spaceMembersTimes } from "../spaces/ending.ts";
import type { Sql } from "../sql.ts";
import type { Work } from "../transact.ts";

const TIMES: Record<Work, (sql: Sql) => postgres.Fragment> = {
  media: pictureTimes,
  videos: videoTimes,
  video_moves: videoMoveTimes,
  mails: mailTimes,
  exports: exportTimes,
  scheduled_posts: scheduledPostTimes,
  objects: deletionTimes,
  space_counts: spaceCountsTimes,
  space_members: spaceMembersTimes,
};

/** Something that waits for a program: work of a kind, or a run of a job that died. */
export interface Waiting {
  work: Work | null;
  /** The name of the job whose run died, and the minute for which it ran. */
  job: string | null;
  scheduledFor: Date | null;
  /** Whether it may be done now. */
  isDue: boolean;
  /** The milliseconds until more of it may be done; null if no more waits. */
  nextInMs: number | null;
}

/** Lists what waits for programs. */
export async function listWaiting(sql: Sql): Promise<Waiting[]> {
  const work = Object.entries(TIMES)
    .map(([name, times]) => sql`select ${name}::text as work, ${times(sql)}`)
    .reduce((all, one) => sql`${all} union all ${one}`);
  return await sql<Waiting[]>`
    select work, null::text as job, null::timestamptz as scheduled_for, is_due,
      ceil(1000 * extract(epoch from next_at - now()))::float8 as next_in_ms
    from (${work}) as w
    where is_due or next_at is not null
    union all
    select null, name, scheduled_for, true, null from job_runs
    where finished_at is null and leased_until < now() and scheduled_for is not null`;
}
