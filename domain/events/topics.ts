/** Returns the topic of a user's own stream. */
export const userTopic = (userId: string) => `user:${userId}`;
/** Returns the topic of a post: its counters and its comments. */
export const postTopic = (postId: string) => `post:${postId}`;
/** Returns the topic of a conversation: its messages, and what else happens to it. */
export const conversationTopic = (conversationId: string) => `conversation:${conversationId}`;
/** Returns the topic of a space: its members, rooms and posts, and the messages of its rooms. */
export const spaceTopic = (spaceId: string) => `space:${spaceId}`;
/** Returns the topic of a session. It has no log, only the signal that its permissions changed. */
export const sessionTopic = (sessionId: string) => `session:${sessionId}`;
