import { deleteExpired } from "../../db/messages/expiry.ts";
import { transact } from "../../db/transact.ts";
import { inBatches } from "../runtime/batches.ts";
import type { Job } from "../runtime/job.ts";

/** Deletes messages whose time has run out. They stay as tombstones. */
export const expireMessages: Job = {
  name: "expire_messages",
  summary: "Deletes messages whose time has run out",
  schedule: "* * * * *",
  async run({ db }, signal) {
    const expired = await inBatches(
      signal,
      (limit) => transact(db, (tx) => deleteExpired(tx, limit)),
    );
    return { expired };
  },
};
