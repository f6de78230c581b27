import type { Pokes } from "../../actors/delivery/pokes.ts";
import type { Members } from "../../db/outbox/instances.ts";
import type { SqlPool } from "../../db/sql.ts";
import type { Lane } from "../../domain/events/lanes.ts";
import type { Log } from "../../lib/log/log.ts";

/** The resources of an instance as one of several, and its callbacks. */
export interface MembershipOptions {
  sql: SqlPool;
  pokes: Pokes;
  /** How many KV stores there are. */
  shards: number;
  /** Whether no other program can share the database, so that all other instances are dead. */
  isAlone: boolean;
  log: Log;
  /** Whether nothing can be delivered from here, so that others should take over. */
  isCutOff?(): Promise<boolean>;
  /** Called with the state of the others at each renewal. If it throws, the renewal has failed. */
  onRenewed?(members: Members): void;
  /** Takes over the events that programs of the previous version have left; returns their lanes. */
  adoptOldLanes(heir: string): Promise<Lane[]>;
  /** Called when events may wait in a lane for this instance. */
  onWaiting(lane: Lane, options: { isUrgent: boolean }): void;
}
