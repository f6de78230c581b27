// Limits that the API promises or that keep one part from starving another.

export const USERNAME_LENGTH_MIN = 3;
export const USERNAME_LENGTH_MAX = 30;
export const PASSWORD_LENGTH_MIN = 8;
export const PASSWORD_LENGTH_MAX = 128;
export const FULL_NAME_LENGTH_MAX = 255;
export const BIO_LENGTH_MAX = 500;
export const CAPTION_LENGTH_MAX = 2200;
export const HEADER_LENGTH_MAX = 200;
export const CONTENT_WARNING_LENGTH_MAX = 200;
export const COMMENT_LENGTH_MAX = 1000;
export const ALT_TEXT_LENGTH_MAX = 1500;
export const LOCATION_NAME_LENGTH_MAX = 255;
export const TAG_LENGTH_MAX = 50;
export const TAGS_PER_POST_MAX = 30;
export const MENTIONS_PER_TEXT_MAX = 20;
export const MEDIA_PER_POST_MAX = 20;
export const GRANTS_PER_POST_MAX = 100;
export const SHARE_LINKS_PER_POST_MAX = 100;
export const MUTED_WORDS_MAX = 200;
export const MUTED_WORD_LENGTH_MAX = 100;

export const PASSKEYS_PER_USER_MAX = 20;
export const PASSKEY_NAME_LENGTH_MAX = 100;

export const PAGE_SIZE_DEFAULT = 20;
export const PAGE_SIZE_MAX = 50;

/** Entries of a home feed kept in KV; older ones are read from Postgres. */
export const FEED_KEPT = 800;
/** Entries of a home feed kept in memory while its reader is active. */
export const FEED_IN_MEMORY = 120;
/** Notifications kept in KV; older ones are read from Postgres. */
export const INBOX_KEPT = 200;
/** The latest people that a notification names. */
export const ACTORS_SHOWN = 3;
/** Followers who did not come for this long get no rows; their feed is assembled when they return. */
export const FEED_ACTIVE_DAYS = 14;

/** How long a topic log can be resumed. */
export const LOG_KEPT_DAYS = 7;
export const FRAME_BYTES_MAX = 64 * 1024;
export const SOCKET_BUFFER_BYTES_MAX = 1024 * 1024;
export const TOPICS_PER_SOCKET_MAX = 200;
export const COUNTERS_INTERVAL_MS = 250;
export const HEARTBEAT_MS = 20_000;

export const JSON_BODY_BYTES_MAX = 256 * 1024;
export const IDEMPOTENCY_HOURS = 24;
export const UPLOAD_URL_SECONDS = 900;
export const SIGNED_URL_SECONDS = 600;
export const MEDIA_TRIES_MAX = 3;

/** How long an export can be fetched. */
export const EXPORT_HOURS = 24;
export const EXPORTS_A_DAY_MAX = 3;
export const EXPORT_TRIES_MAX = 3;
