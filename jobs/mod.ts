import { cleanNotes } from "./clean_notes.ts";
import { closeNotificationGroups } from "./close_notification_groups.ts";
import { cronsOf } from "./crons.ts";
import { deleteAbandonedUploads } from "./delete_abandoned_uploads.ts";
import { deleteExpired } from "./delete_expired.ts";
import { deleteStaleObjects } from "./delete_stale_objects.ts";
import { deleteUnfinishedUploads } from "./delete_unfinished_uploads.ts";
import { endSuspensions } from "./end_suspensions.ts";
import { eraseDeletedPosts } from "./erase_deleted_posts.ts";
import type { Job } from "./job.ts";
import { mailNotifications } from "./mail_notifications.ts";
import { personalData } from "./personal_data.ts";
import { processMedia } from "./process_media.ts";
import { publishScheduledPosts } from "./publish_scheduled_posts.ts";
import { refreshPopularity } from "./refresh_popularity.ts";
import { sendMails } from "./send_mails.ts";
import { trimFeeds } from "./trim_feeds.ts";

export { personalData, processMedia, publishScheduledPosts, sendMails };
export { JobRunner } from "./runner.ts";

/** Every job of the program. */
export const jobs: readonly Job[] = [
  processMedia,
  sendMails,
  mailNotifications,
  closeNotificationGroups,
  deleteAbandonedUploads,
  deleteUnfinishedUploads,
  deleteExpired,
  cleanNotes,
  deleteStaleObjects,
  personalData,
  trimFeeds,
  refreshPopularity,
  endSuspensions,
  publishScheduledPosts,
  eraseDeletedPosts,
];

/** When which jobs run. */
export const crons = cronsOf(jobs);
