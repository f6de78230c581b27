/** A user's own stream. */
export const userTopic = (userId: string) => `user:${userId}`;
/** The live counters and comments of a post. */
export const postTopic = (postId: string) => `post:${postId}`;
/** What running instances tell each other: which memories are outdated, which topics have grown. */
export const CLUSTER_TOPIC = "cluster";
/** News is for instances that run: whoever did not listen for this long has to forget everything. */
export const CLUSTER_MESSAGES_KEPT_MS = 2 * 60_000;
/** The end of a session: no log, only a signal. */
export const sessionTopic = (sessionId: string) => `session:${sessionId}`;
