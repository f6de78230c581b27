import { parseArgs } from "node:util";
import { delay } from "../../../lib/delay.ts";
import { openKvServer } from "./server.ts";

// The KV server as a process of its own: see `KvProcess`.
const { values } = parseArgs({
  options: {
    path: { type: "string" },
    port: { type: "string" },
    delay: { type: "string", default: "0" },
  },
});
const server = openKvServer({ path: values.path!, port: Number(values.port) });
const ms = Number(values.delay);
if (ms > 0) {
  const wait = () => delay(ms);
  server.faults = { beforeRead: wait, beforeWrite: wait };
}
