import type { Drift } from "../../domain/operations/invariants.ts";
import { DRIFTS_NAMED_MAX } from "../../domain/limits.ts";

/** How much is looked at: some of everything, by chance, or all of it. */
export type CheckScope = "sample" | "all";

/** What a check looks at, and is counted by. */
export type Checked = "users" | "posts" | "inboxes" | "feeds" | "media" | "objects";

/** What a check of invariants finds: all drifts are counted, and so many of them named. */
export class DriftReport {
  readonly checked: Record<Checked, number> = {
    users: 0,
    posts: 0,
    inboxes: 0,
    feeds: 0,
    media: 0,
    objects: 0,
  };
  /** Left out because news of them was under way. */
  skipped = 0;
  driftsCount = 0;
  readonly drifts: Drift[] = [];

  add(drifts: readonly Drift[]): void {
    this.driftsCount += drifts.length;
    this.drifts.push(...drifts.slice(0, Math.max(DRIFTS_NAMED_MAX - this.drifts.length, 0)));
  }
}
