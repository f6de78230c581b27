import type { Reading } from "./health_probe.ts";

/** Between two requests. */
const PAUSE_MS = 10;

const port = self as unknown as {
  name: string;
  onmessage: ((event: MessageEvent<"read" | "end">) => void) | null;
  postMessage(reading: Reading): void;
};

let reading: Reading = { asked: 0, slowestMs: 0, failed: 0 };
let isEnding = false;
let timer: ReturnType<typeof setTimeout> | undefined;

port.onmessage = ({ data }) => {
  if (data === "end") {
    isEnding = true;
    if (timer === undefined) return;
    clearTimeout(timer);
  }
  tell();
};

function tell(): void {
  port.postMessage(reading);
  reading = { asked: 0, slowestMs: 0, failed: 0 };
}

async function ask(): Promise<void> {
  timer = undefined;
  const startedAt = performance.now();
  const isWell = await fetch(`${port.name}/health`).then(async (answer) => {
    await answer.body?.cancel();
    return answer.ok;
  }, () => false);
  reading.asked++;
  reading.slowestMs = Math.max(reading.slowestMs, performance.now() - startedAt);
  if (!isWell) reading.failed++;
  if (isEnding) return tell();
  timer = setTimeout(ask, PAUSE_MS);
}

void ask();
