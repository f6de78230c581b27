import { inspect, type InspectJob } from "./inspect.ts";
import { failedMessage, type SandboxMessage } from "./messages.ts";

/** Messages about progress, at most. */
const STEPS = 100;

/** Does a sandbox's work, and sends messages about it. Never throws. */
export async function work(
  job: InspectJob,
  send: (message: SandboxMessage) => void,
): Promise<void> {
  let sent = 0;
  try {
    const inspected = await inspect(job, (share) => {
      if (share * STEPS < sent + 1) return;
      sent = Math.floor(share * STEPS);
      send({ outcome: "working", share });
    });
    send({ outcome: "inspected", ...inspected });
  } catch (error) {
    send(failedMessage(error));
  }
}
