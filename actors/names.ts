/** A user's own stream. */
export const userTopic = (userId: string) => `user:${userId}`;
/** The live counters and comments of a post. */
export const postTopic = (postId: string) => `post:${postId}`;
/** What running instances tell each other: which memories are outdated, which topics have grown. */
export const CLUSTER_TOPIC = "cluster";
/** The end of a session: no log, only a signal. */
export const sessionTopic = (sessionId: string) => `session:${sessionId}`;
