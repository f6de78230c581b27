/** Who may see a post. */
export const PRIVACIES = ["public", "followers", "close_friends", "private"] as const;
/** One of {@link PRIVACIES}. */
export type Privacy = (typeof PRIVACIES)[number];

/** The counters of a post; of two readings the one with the larger `rev` is the newer. */
export interface Counters {
  postId: string;
  likes: number;
  comments: number;
  reposts: number;
  rev: number;
}

/** What the rule of visibility asks of a post. */
export interface PostAudience {
  authorId: string;
  privacy: Privacy;
  status: "processing" | "published" | "failed";
  isDeleted: boolean;
}

/** What the rule of visibility asks of a viewer. */
export interface Viewer {
  userId: string;
  following: ReadonlySet<string>;
}

/** Where the pictures of a post of this audience may lie. */
export function placementFor(privacy: Privacy): "public" | "private" {
  return privacy === "public" ? "public" : "private";
}
