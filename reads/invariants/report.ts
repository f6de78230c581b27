import type { Drift } from "../../domain/operations/invariants.ts";
import { DRIFTS_NAMED_MAX } from "../../domain/limits.ts";

/** The extent of a check: a random sample of everything, or all of it. */
export type CheckScope = "sample" | "all";

/** The types of objects that a check looks at and counts. */
export type Checked =
  | "users"
  | "posts"
  | "conversations"
  | "inboxes"
  | "feeds"
  | "media"
  | "spaces"
  | "objects";

/** The result of a check of invariants: the number of drifts, and the first of them. */
export class DriftReport {
  readonly checked: Record<Checked, number> = {
    users: 0,
    posts: 0,
    conversations: 0,
    inboxes: 0,
    feeds: 0,
    media: 0,
    spaces: 0,
    objects: 0,
  };
  /** Inboxes that were skipped, because events about them were still pending. */
  skipped = 0;
  driftsCount = 0;
  readonly drifts: Drift[] = [];

  add(drifts: readonly Drift[]): void {
    this.driftsCount += drifts.length;
    this.drifts.push(...drifts.slice(0, Math.max(DRIFTS_NAMED_MAX - this.drifts.length, 0)));
  }
}
