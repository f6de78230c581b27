/** A post as the server shows it at the end. */
export interface SeenPost {
  likesCount: number;
  likerIds: string[];
  repostsCount: number;
  reposterIds: string[];
  commentsCount: number;
  commentIds: string[];
}

/** A notification as the server shows it at the end. */
export interface SeenNotification {
  notificationId: string;
  type: string;
  actorsCount: number;
  postId?: string;
  commentId?: string;
  isRead: boolean;
}

/** A message as the server shows it at the end. */
export interface SeenMessage {
  messageId: string;
  seq: number;
  userId: string | null;
  isDeleted: boolean;
}

/** A conversation as one of its members reads it at the end. */
export interface SeenConversation {
  lastSeq: number;
  readSeq: number;
  unreadCount: number;
  messages: SeenMessage[];
}

/** Everything that one person reads at the end, all pages. */
export interface SeenPerson {
  feed: string[];
  followersCount: number;
  followingCount: number;
  followerIds: string[];
  notifications: SeenNotification[];
  unreadCount: number;
  unreadIds: string[];
  /** By id. */
  conversations: Map<string, SeenConversation>;
}

/** An event from a socket. */
export interface ReceivedEvent {
  /** The number of the person's connection, counted from 0. */
  connection: number;
  topic: string;
  id: string;
  type: string;
  /** The id of the event's object, by type. */
  postId?: string;
  commentId?: string;
  messageId?: string;
  conversationId?: string;
  seq?: number;
}

/** Everything that one person's sockets have received. */
export interface SeenStream {
  received: ReceivedEvent[];
  resets: { topic: string; at: number }[];
  /** Topics that the server reported as not found. */
  refused: string[];
  /** The time of each subscription, by topic. */
  followedSince: Map<string, number>;
}

/** The data to compare with the model. */
export interface Seen {
  people: Map<string, SeenPerson>;
  /** Missing posts have no entry. */
  posts: Map<string, SeenPost>;
  streams: Map<string, SeenStream>;
}
