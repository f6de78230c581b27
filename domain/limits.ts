// Limits that the API promises, and limits that protect one part from the load of another.

export const USERNAME_LENGTH_MIN = 3;
export const USERNAME_LENGTH_MAX = 30;
export const PASSWORD_LENGTH_MIN = 8;
export const PASSWORD_LENGTH_MAX = 128;
export const EMAIL_LENGTH_MAX = 255;
export const FULL_NAME_LENGTH_MAX = 255;
export const BIO_LENGTH_MAX = 500;
export const CAPTION_LENGTH_MAX = 2200;
export const HEADER_LENGTH_MAX = 200;
export const CONTENT_WARNING_LENGTH_MAX = 200;
export const COMMENT_LENGTH_MAX = 1000;
/** The number of comments above a reply, up to the one on the post. */
export const COMMENT_DEPTH_MAX = 100;
/** The number of a post's comments that are listed by popularity. The others follow by time. */
export const COMMENTS_RANKED_MAX = 100;
/** A cursor of comments contains the ids of up to {@link COMMENTS_RANKED_MAX} of them. */
export const COMMENT_CURSOR_LENGTH_MAX = 4000;
export const ALT_TEXT_LENGTH_MAX = 1500;
export const LOCATION_NAME_LENGTH_MAX = 255;
export const TAG_LENGTH_MAX = 50;
export const TAGS_PER_POST_MAX = 30;
export const MENTIONS_PER_TEXT_MAX = 20;
export const MEDIA_PER_POST_MAX = 20;
/** The number of days ahead for which a post can be scheduled. */
export const PUBLISH_AHEAD_DAYS_MAX = 366;
/** The number of days in which a deleted post can be restored. After that it is erased. */
export const POST_RESTORE_DAYS = 30;
export const GRANTS_PER_POST_MAX = 100;
export const SHARE_LINKS_PER_POST_MAX = 100;
export const FOLLOWED_TAGS_MAX = 200;
export const BOARD_NAME_LENGTH_MAX = 100;
export const BOARD_DESCRIPTION_LENGTH_MAX = 500;
export const BOARD_CATEGORY_LENGTH_MAX = 50;
export const BOARDS_PER_USER_MAX = 500;
export const PINS_PER_BOARD_MAX = 10_000;
export const COLLABORATORS_PER_BOARD_MAX = 50;
/** In code points, which is how people count characters. */
export const NOTE_LENGTH_MAX = 60;
export const NOTE_HOURS = 24;
export const MUTED_WORDS_MAX = 200;
export const MUTED_WORD_LENGTH_MAX = 100;

/** The number of people in one list of suggestions. */
export const SUGGESTIONS_MAX = 200;
/** The newest follows of a user that are read, and the newest follows of each of those people. */
export const SUGGESTIONS_FRIENDS_MAX = 200;
export const SUGGESTIONS_FOLLOWED_MAX = 100;

export const PASSKEYS_PER_USER_MAX = 20;
export const PASSKEY_NAME_LENGTH_MAX = 100;

export const PAGE_SIZE_DEFAULT = 20;
export const PAGE_SIZE_MAX = 50;

export const SEARCH_LENGTH_MAX = 200;
export const SEARCH_RADIUS_KM_MAX = 100;
/** The last search result that page numbers reach. Cursors have no such limit. */
export const SEARCH_DEPTH_MAX = 1000;
/** The conversations that a search for messages reads: those with the newest messages. */
export const SEARCH_CONVERSATIONS_MAX = 2500;

/** The number of entries of a home feed that KV stores. Older ones are read from Postgres. */
export const FEED_KEPT = 800;
/** The number of entries of a home feed in memory while its reader is active. */
export const FEED_IN_MEMORY = 120;
/** The number of notifications that KV stores. Older ones are read from Postgres. */
export const INBOX_KEPT = 200;
/** The number of people that a notification names, the latest first. */
export const ACTORS_SHOWN = 3;
/** A fan-out skips followers who were inactive for this long. Their return assembles their feed. */
export const FEED_ACTIVE_DAYS = 14;

/** The number of hours in which a repost that was taken back still holds its place in feeds. */
export const UNDONE_REPOST_HOURS = 24;

/** The number of days in which clients can resume a topic log. */
export const LOG_KEPT_DAYS = 7;
export const FRAME_BYTES_MAX = 64 * 1024;
export const SOCKET_BUFFER_BYTES_MAX = 1024 * 1024;
export const TOPICS_PER_SOCKET_MAX = 500;
export const COUNTERS_INTERVAL_MS = 250;
export const HEARTBEAT_MS = 20_000;
/** Sockets and event streams of one user together. A new one beyond this closes the oldest. */
export const CONNECTIONS_PER_USER_MAX = 20;
/** Topics that one user may ask for in a minute, over all connections. Refused ones count too. */
export const LIVE_TOPICS_A_MINUTE_MAX = 2000;
/** Frames that one user may send in a minute, over all sockets. A large frame counts as several. */
export const LIVE_FRAMES_A_MINUTE_MAX = 3000;
/** The number of characters that count as one frame. */
export const LIVE_FRAME_CHARACTERS = 4096;

export const MODERATION_TEXT_LENGTH_MAX = 1000;
/** The time in which a suspended person can appeal after they have tried to sign in. */
export const APPEAL_TOKEN_SECONDS = 3600;

export const JSON_BODY_BYTES_MAX = 256 * 1024;
export const IDEMPOTENCY_HOURS = 24;
export const UPLOAD_URL_SECONDS = 900;
/** The slowest upload of a large file for which its address lasts. */
const UPLOAD_BYTES_A_SECOND_MIN = 80_000;
export const SIGNED_URL_SECONDS = 60;
/** Players keep an address of a video and read on from it. */
export const SIGNED_VIDEO_URL_SECONDS = 900;
export const MEDIA_TRIES_MAX = 3;
export const API_TOKEN_LIFE_SECONDS_DEFAULT = 30 * 24 * 60 * 60;
export const API_TOKEN_LIFE_SECONDS_MAX = 365 * 24 * 60 * 60;
/** The drifts that one check of invariants lists. Further ones are only counted. */
export const DRIFTS_NAMED_MAX = 1000;

/** The number of hours in which an export can be downloaded. */
export const EXPORT_HOURS = 24;
export const EXPORTS_A_DAY_MAX = 3;
export const EXPORT_TRIES_MAX = 3;
/** The time in which a proof of identity allows the user to add ways into an account. */
export const PROOF_MINUTES = 10;
/** The time in which the code mailed about a new authenticator app can switch it off. */
export const APP_UNDO_DAYS = 7;
/** The time in which a mailed code may be used. */
export const CODE_MINUTES = 10;
/** Guesses at one code by the person who asked for it. After them the code is invalid. */
export const CODE_TRIES_MAX = 5;
/** Guesses at an account's codes in any 24 hours by people who did not ask for those codes. */
export const CODE_GUESSES_ELSEWHERE_A_DAY_MAX = 30;

/** The number of codes, or of guesses at them, that are accepted in a number of hours. */
export interface CodeBudget {
  limit: number;
  hours: number;
}

/**
 * The budgets of mailed codes for one account, for all purposes together:
 *
 * - `own`: its sessions; its known devices have a budget of the same size
 * - `network`: each other network
 * - `others`: all other networks together
 * - `late`, `lateSite`: after `others` is used up, all networks together and each site
 */
export const CODES_A_DAY = {
  own: { limit: 10, hours: 24 },
  network: { limit: 5, hours: 24 },
  others: { limit: 20, hours: 24 },
  late: { limit: 1, hours: 1 },
  lateSite: { limit: 2, hours: 24 },
} as const satisfies Record<string, CodeBudget>;
/** Incomplete uploads of one user, by number and by bytes. */
export const UNFINISHED_UPLOADS_MAX = 50;
export const UNFINISHED_UPLOAD_BYTES_MAX = 500 * 1024 * 1024;
/** After this many failed tries of a delivery, the event that fails is parked. */
export const DELIVERY_TRIES_MAX = 10;
/** The number of times that a mail server may refuse a mail temporarily. */
export const MAIL_TRIES_MAX = 8;

/** The requests to a class of routes that one user may make, or one address without a sign-in. */
export interface RateLimit {
  perUser: number;
  perAddress: number;
  seconds: number;
  /**
   * The limit of each instance while Redis is down. Classes that have one are counted exactly,
   * across all instances. The others are counted approximately, which costs no round trip.
   */
  degraded?: number;
}

/** The rate limits of all classes of routes. */
export const RATE_LIMITS = {
  read: { perUser: 1200, perAddress: 600, seconds: 60 },
  // A page shows many pictures. Their requests are counted by address, because they carry no user.
  picture: { perUser: 6000, perAddress: 6000, seconds: 60 },
  search: { perUser: 120, perAddress: 60, seconds: 60 },
  write: { perUser: 300, perAddress: 300, seconds: 60 },
  message: { perUser: 120, perAddress: 120, seconds: 60 },
  // Each request rewrites a whole feed.
  refresh: { perUser: 6, perAddress: 6, seconds: 60 },
  upload: { perUser: 120, perAddress: 60, seconds: 60 },
  live: { perUser: 60, perAddress: 60, seconds: 60 },
  auth: { perUser: 60, perAddress: 60, seconds: 60, degraded: 10 },
  signup: { perUser: 60, perAddress: 60, seconds: 600, degraded: 10 },
  codes: { perUser: 30, perAddress: 60, seconds: 3600, degraded: 5 },
  invite: { perUser: 30, perAddress: 30, seconds: 60, degraded: 5 },
  // Routes that need no account: documents, health, and paths that do not exist.
  open: { perUser: 600, perAddress: 600, seconds: 60 },
  // Pictures of the embedded storage. A page has many of them.
  files: { perUser: 6000, perAddress: 6000, seconds: 60 },
  test: { perUser: 2, perAddress: 2, seconds: 60, degraded: 2 },
} as const satisfies Record<string, RateLimit>;

/** The class of a route, by its cost. It decides how often the route may be requested. */
export type LimitClass = keyof typeof RATE_LIMITS;

/** The secrets that can be guessed: the password at sign-in or in a session, and a mailed code. */
export const ATTEMPT_PURPOSES = ["login", "password", "code"] as const;

/** One of {@link ATTEMPT_PURPOSES}. */
export type AttemptPurpose = (typeof ATTEMPT_PURPOSES)[number];

/**
 * The number of wrong guesses that are allowed; `degraded` is for an instance while Redis is down.
 */
export interface AttemptLimit {
  limit: number;
  seconds: number;
  degraded: number;
}

/**
 * The budgets of wrong guesses. All but `address` are for one account:
 *
 * - `device`: each device that it knows
 * - `network`: each other network
 * - `account`: all those networks together
 * - `late`, `lateSite`: after `account` is used up, all networks together and each site
 * - `address`: one address, at all accounts
 */
export const ATTEMPT_LIMITS = {
  device: [
    { limit: 20, seconds: 15 * 60, degraded: 5 },
    { limit: 50, seconds: 24 * 3600, degraded: 10 },
  ],
  network: [
    { limit: 10, seconds: 15 * 60, degraded: 5 },
    { limit: 20, seconds: 24 * 3600, degraded: 10 },
  ],
  account: [{ limit: 100, seconds: 24 * 3600, degraded: 20 }],
  late: [{ limit: 10, seconds: 3600, degraded: 2 }],
  lateSite: [{ limit: 3, seconds: 24 * 3600, degraded: 1 }],
  address: [{ limit: 100, seconds: 3600, degraded: 20 }],
} as const satisfies Record<string, readonly AttemptLimit[]>;

/** The least time for which invalidations stay for instances to read. */
export const INVALIDATIONS_KEPT_SECONDS = 120;

/** The number of days for which an account knows a device after its last use there. */
export const DEVICE_KNOWN_DAYS = 90;

/** Returns for how many seconds a file of this size can be uploaded. */
export function uploadSeconds(bytes: number): number {
  return Math.max(UPLOAD_URL_SECONDS, Math.ceil(bytes / UPLOAD_BYTES_A_SECOND_MIN));
}
