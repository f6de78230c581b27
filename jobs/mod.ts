import { cleanNotes } from "./operations/clean_notes.ts";
import { closeNotificationGroups } from "./notifications/close_notification_groups.ts";
import { cronsOf } from "./runtime/crons.ts";
import { clearDeletedSpaces } from "./spaces/clear_spaces.ts";
import { deleteBannedMessages } from "./messages/delete_banned.ts";
import { deleteAbandonedUploads } from "./media/delete_abandoned_uploads.ts";
import { deleteOldInvalidations } from "./operations/delete_invalidations.ts";
import { deleteExpired } from "./operations/delete_expired.ts";
import { deleteStaleObjects } from "./media/delete_stale_objects.ts";
import { deleteUnfinishedUploads } from "./delete_unfinished_uploads.ts";
import { deliverEvents } from "./operations/deliver_events.ts";
import { endSuspensions } from "./operations/end_suspensions.ts";
import { deleteOldMessages } from "./messages/delete_old.ts";
import { eraseDeletedPlaces } from "./erasure/erase_deleted_places.ts";
import { eraseDeletedPosts } from "./posts/erase_deleted_posts.ts";
import { expireMessages } from "./messages/expire.ts";
import { indexMissedMessages } from "./messages/index_missed.ts";
import type { Job } from "./runtime/job.ts";
import { makeAvifs } from "./media/make_avifs.ts";
import { mailNotifications } from "./notifications/mail_notifications.ts";
import { moveVideos } from "./media/move_videos.ts";
import { personalData } from "./erasure/personal_data.ts";
import { processMedia } from "./media/process_media.ts";
import { processVideos } from "./media/process_videos.ts";
import { publishScheduledPosts } from "./posts/publish_scheduled_posts.ts";
import { refreshPopularity } from "./posts/refresh_popularity.ts";
import { remakePosters } from "./media/remake_posters.ts";
import { sendMails } from "./notifications/send_mails.ts";
import { tellMemberCounts } from "./spaces/tell_counts.ts";
import { trimFeeds } from "./operations/trim_feeds.ts";

export { moveVideos, personalData, processMedia, processVideos, publishScheduledPosts, sendMails };
export { JobRunner } from "./runtime/runner.ts";

/** Every job of the program. */
export const jobs: readonly Job[] = [
  processMedia,
  processVideos,
  moveVideos,
  remakePosters,
  sendMails,
  mailNotifications,
  closeNotificationGroups,
  makeAvifs,
  deleteAbandonedUploads,
  deleteUnfinishedUploads,
  deleteExpired,
  deleteOldInvalidations,
  cleanNotes,
  deleteStaleObjects,
  personalData,
  trimFeeds,
  refreshPopularity,
  endSuspensions,
  deliverEvents,
  publishScheduledPosts,
  eraseDeletedPosts,
  expireMessages,
  deleteOldMessages,
  deleteBannedMessages,
  indexMissedMessages,
  tellMemberCounts,
  clearDeletedSpaces,
  eraseDeletedPlaces,
];

/** The schedules with their jobs. */
export const crons = cronsOf(jobs);
