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

/** What one person reads at the end, all pages. */
export interface SeenPerson {
  feed: string[];
  followersCount: number;
  followingCount: number;
  followerIds: string[];
  notifications: SeenNotification[];
  unreadCount: number;
  unreadIds: string[];
}

/** An event as it came over a socket. */
export interface ReceivedEvent {
  /** Which connection of this person, counted from 0. */
  connection: number;
  topic: string;
  id: string;
  type: string;
  /** The id of the object that the event brought, by its type. */
  postId?: string;
  commentId?: string;
}

/** Everything one person's sockets have brought. */
export interface SeenStream {
  received: ReceivedEvent[];
  resets: { topic: string; at: number }[];
  /** Topics that were said not to exist. */
  refused: string[];
  /** Since when each topic is followed. */
  followedSince: Map<string, number>;
}

/** What is compared with the model. */
export interface Seen {
  people: Map<string, SeenPerson>;
  /** Posts that are missing are not found. */
  posts: Map<string, SeenPost>;
  streams: Map<string, SeenStream>;
}
