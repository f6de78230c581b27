// Limits of conversations, messages and spaces that the API promises.

/** In code points, like all lengths of texts. */
export const MESSAGE_LENGTH_MAX = 4000;
export const CLIENT_ID_LENGTH_MAX = 128;
export const MEDIA_PER_MESSAGE_MAX = 20;
export const PREVIEW_URL_LENGTH_MAX = 2048;
export const PREVIEW_TITLE_LENGTH_MAX = 200;
/** The members above which `@all` works once in ten minutes. */
export const ALL_MENTIONED_FREELY_MAX = 1000;
/** The messages of one socket that may wait for their answers. */
export const SENDS_PER_SOCKET_MAX = 32;
/** The kinds of emoji on one message. */
export const REACTION_KINDS_MAX = 20;
/** In bytes of UTF-8. */
export const REACTION_BYTES_MAX = 32;
/** The people whom a reaction names; its count has all of them. */
export const REACTION_PEOPLE_SHOWN = 20;
/** The people with one reaction who are in memory, so that a viewer can leave out hidden ones. */
export const REACTION_PEOPLE_KEPT = 1000;
/** The largest number that a message can have. */
export const SEQ_MAX = 2 ** 31 - 1;
export const GROUP_MEMBERS_MAX = 256;
export const GROUP_MEMBERS_ADDED_MAX = 50;
/** The members that a group shows in lists of conversations. */
export const GROUP_MEMBERS_SHOWN = 10;
/** The DMs and groups of one person. */
export const CONVERSATIONS_PER_USER_MAX = 2000;
export const CONVERSATION_NAME_LENGTH_MAX = 100;
export const CONVERSATION_TOPIC_LENGTH_MAX = 500;
/** The open requests of one person. The oldest go. */
export const REQUESTS_MAX = 500;
/** The DMs that one person may begin with strangers in a day. */
export const STRANGERS_A_DAY_MAX = 20;
/** The days for which a declined request stays hidden, also if its sender writes again. */
export const DECLINED_DAYS = 30;
/** Unread messages are counted up to this number, which then means "or more". */
export const UNREAD_MAX = 10_000;
/** The members up to which a conversation shows who has read how far, and who is online. */
export const RECEIPTS_MEMBERS_MAX = 50;
export const EXPIRES_SECONDS_MIN = 10;
export const EXPIRES_SECONDS_MAX = 90 * 24 * 60 * 60;
export const RETENTION_DAYS_MAX = 3650;

export const SPACE_NAME_LENGTH_MAX = 100;
export const SPACE_DESCRIPTION_LENGTH_MAX = 1000;
export const SPACES_PER_USER_MAX = 100;
export const SPACE_MEMBERS_MAX = 250_000;
export const SPACE_MODERATORS_MAX = 100;
/** The members up to which a space tells all of them about each who comes or goes. */
export const SPACE_MEMBERS_TOLD_MAX = 1000;
/** A larger space tells its members how many they are, at most once in this time. */
export const SPACE_COUNT_TOLD_SECONDS = 5;
/** The members whose places in a deleted space one transaction clears. */
export const SPACE_MEMBERS_CLEARED_MAX = 100;
export const ROOMS_PER_SPACE_MAX = 100;
export const ROOM_POSITION_MAX = 10_000;
export const BAN_REASON_LENGTH_MAX = 500;
/** The hours back from a ban whose messages it may delete. */
export const BAN_DELETES_HOURS_MAX = 168;
/** The invitations of a space that can still be used. */
export const INVITATIONS_PER_SPACE_MAX = 100;
export const INVITATION_SECONDS_MIN = 60;
export const INVITATION_SECONDS_MAX = 30 * 24 * 60 * 60;
export const INVITATION_SECONDS_DEFAULT = 7 * 24 * 60 * 60;
export const INVITATION_USES_MAX = 100_000;
export const INVITATION_USES_DEFAULT = 25;
/** The days after which a deleted group or space is erased. */
export const DELETED_CONVERSATION_DAYS = 30;
