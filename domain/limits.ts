// Limits that the API promises or that keep one part from starving another.

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
/** Comments above a reply, up to the one on the post. */
export const COMMENT_DEPTH_MAX = 100;
/** The most popular comments of a post, which are listed by popularity; others follow by time. */
export const COMMENTS_RANKED_MAX = 100;
/** A cursor of comments names up to so many of them. */
export const COMMENT_CURSOR_LENGTH_MAX = 4000;
export const ALT_TEXT_LENGTH_MAX = 1500;
export const LOCATION_NAME_LENGTH_MAX = 255;
export const TAG_LENGTH_MAX = 50;
export const TAGS_PER_POST_MAX = 30;
export const MENTIONS_PER_TEXT_MAX = 20;
export const MEDIA_PER_POST_MAX = 20;
/** How far ahead a post can be scheduled. */
export const PUBLISH_AHEAD_DAYS_MAX = 366;
/** How long a deleted post can be restored; then it is erased. */
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
/** In characters, as people count them: code points. */
export const NOTE_LENGTH_MAX = 60;
export const NOTE_HOURS = 24;
export const MUTED_WORDS_MAX = 200;
export const MUTED_WORD_LENGTH_MAX = 100;

/** People in one list of suggestions. */
export const SUGGESTIONS_MAX = 200;
/** The latest of those whom a user follows, and the latest of whom each of them follows. */
export const SUGGESTIONS_FRIENDS_MAX = 200;
export const SUGGESTIONS_FOLLOWED_MAX = 100;

export const PASSKEYS_PER_USER_MAX = 20;
export const PASSKEY_NAME_LENGTH_MAX = 100;

export const PAGE_SIZE_DEFAULT = 20;
export const PAGE_SIZE_MAX = 50;

export const SEARCH_LENGTH_MAX = 200;
export const SEARCH_RADIUS_KM_MAX = 100;
/** Found things that page numbers reach; cursors go on from there. */
export const SEARCH_DEPTH_MAX = 1000;

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

/** For how long the place of a repost that was taken back is known to who walks a feed. */
export const UNDONE_REPOST_HOURS = 24;

/** How long a topic log can be resumed. */
export const LOG_KEPT_DAYS = 7;
export const FRAME_BYTES_MAX = 64 * 1024;
export const SOCKET_BUFFER_BYTES_MAX = 1024 * 1024;
export const TOPICS_PER_SOCKET_MAX = 200;
export const COUNTERS_INTERVAL_MS = 250;
export const HEARTBEAT_MS = 20_000;
/** Sockets and event streams of one user together; the oldest makes room for the newest. */
export const CONNECTIONS_PER_USER_MAX = 20;
/** Topics that one user may ask for in a minute, over all connections; refused ones count as well. */
export const LIVE_TOPICS_A_MINUTE_MAX = 2000;
/** Frames that one user may send in a minute, over all sockets; a large one counts as several. */
export const LIVE_FRAMES_A_MINUTE_MAX = 3000;
/** How much of a frame counts as one. */
export const LIVE_FRAME_CHARACTERS = 4096;

export const MODERATION_TEXT_LENGTH_MAX = 1000;
/** How long a suspended person who has tried to sign in can appeal. */
export const APPEAL_TOKEN_SECONDS = 3600;

export const JSON_BODY_BYTES_MAX = 256 * 1024;
export const IDEMPOTENCY_HOURS = 24;
export const UPLOAD_URL_SECONDS = 900;
export const SIGNED_URL_SECONDS = 60;
export const MEDIA_TRIES_MAX = 3;
export const API_TOKEN_LIFE_SECONDS_DEFAULT = 30 * 24 * 60 * 60;
export const API_TOKEN_LIFE_SECONDS_MAX = 365 * 24 * 60 * 60;
/** Drifts that one check of invariants names; the rest is only counted. */
export const DRIFTS_NAMED_MAX = 1000;

/** How long an export can be fetched. */
export const EXPORT_HOURS = 24;
export const EXPORTS_A_DAY_MAX = 3;
export const EXPORT_TRIES_MAX = 3;
/** How long a proof of who somebody is counts where ways into an account are added. */
export const PROOF_MINUTES = 10;
/** How long the code that was mailed about an authenticator app switches it off. */
export const APP_UNDO_DAYS = 7;
/** How long a mailed code may be used. */
export const CODE_MINUTES = 10;
/** Guesses at one code by whoever asked for it; the code is dead after them. */
export const CODE_TRIES_MAX = 5;
/** Guesses at an account's codes in any 24 hours by others than those who asked for them. */
export const CODE_GUESSES_ELSEWHERE_A_DAY_MAX = 30;

/** How many codes, or guesses at them, are heard in so many hours. */
export interface CodeBudget {
  limit: number;
  hours: number;
}

/**
 * Codes of one account, whatever they are for: of its sessions, as many of its devices, of one other
 * network, and of all others; when these are used up, in an hour and of one site.
 */
export const CODES_A_DAY = {
  own: { limit: 10, hours: 24 },
  network: { limit: 5, hours: 24 },
  others: { limit: 20, hours: 24 },
  late: { limit: 1, hours: 1 },
  lateSite: { limit: 2, hours: 24 },
} as const satisfies Record<string, CodeBudget>;
/** Uploads of one user that were announced and are not complete, by number and bytes. */
export const UNFINISHED_UPLOADS_MAX = 50;
export const UNFINISHED_UPLOAD_BYTES_MAX = 500 * 1024 * 1024;
/** Tries of a delivery after which the event that fails is parked. */
export const DELIVERY_TRIES_MAX = 10;
/** Times that a mail server may refuse a mail for the moment. */
export const MAIL_TRIES_MAX = 8;

/** How often a class of routes may be asked by one user, or by one address that is not signed in. */
export interface RateLimit {
  perUser: number;
  perAddress: number;
  seconds: number;
  /**
   * The limit of each instance while Redis is away. Classes that have one are counted exactly,
   * across all instances; the others nearly, so that they cost no round trip.
   */
  degraded?: number;
}

/** All limits of routes, by class. */
export const RATE_LIMITS = {
  read: { perUser: 1200, perAddress: 600, seconds: 60 },
  // A page shows many; who asks is known by the address alone.
  picture: { perUser: 6000, perAddress: 6000, seconds: 60 },
  search: { perUser: 120, perAddress: 60, seconds: 60 },
  write: { perUser: 300, perAddress: 300, seconds: 60 },
  // Each one writes a whole feed anew.
  refresh: { perUser: 6, perAddress: 6, seconds: 60 },
  upload: { perUser: 120, perAddress: 60, seconds: 60 },
  live: { perUser: 60, perAddress: 60, seconds: 60 },
  auth: { perUser: 60, perAddress: 60, seconds: 60, degraded: 10 },
  signup: { perUser: 60, perAddress: 60, seconds: 600, degraded: 10 },
  codes: { perUser: 30, perAddress: 60, seconds: 3600, degraded: 5 },
  invite: { perUser: 30, perAddress: 30, seconds: 60, degraded: 5 },
  // What needs no account: documents, health, and paths that do not exist.
  open: { perUser: 600, perAddress: 600, seconds: 60 },
  // Pictures of the embedded storage, of which a page has many.
  files: { perUser: 6000, perAddress: 6000, seconds: 60 },
  test: { perUser: 2, perAddress: 2, seconds: 60, degraded: 2 },
} as const satisfies Record<string, RateLimit>;

/** What a route costs, and so how often it may be asked. */
export type LimitClass = keyof typeof RATE_LIMITS;

/** What can be guessed: the password at sign-in, the password of a session, a mailed code. */
export const ATTEMPT_PURPOSES = ["login", "password", "code"] as const;

/** One of {@link ATTEMPT_PURPOSES}. */
export type AttemptPurpose = (typeof ATTEMPT_PURPOSES)[number];

/** How many wrong guesses are heard; `degraded` is for each instance while Redis is away. */
export interface AttemptLimit {
  limit: number;
  seconds: number;
  degraded: number;
}

/**
 * All budgets of guesses. At one account: from a device that it knows, from one other network, from
 * all of these together, and when that is used up, from all and from one site. At all accounts: from
 * one address.
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

/** How long a device is known to an account after it was last used there. */
export const DEVICE_KNOWN_DAYS = 90;
