import { assert, assertEquals } from "@std/assert";
import { TYPING_INTERVAL_MS } from "../../../domain/presence/presence.ts";
import { conversationTopic } from "../../../domain/events/topics.ts";
import { FrameGate } from "../../../routes/realtime/budget.ts";
import { parseFrame } from "../../../routes/realtime/frame_text.ts";
import { showTyping } from "../../../routes/realtime/typing.ts";
import { parseJson } from "../../../lib/json.ts";
import { cpuMs } from "../../helpers/cpu_time.ts";
import { startApp } from "../../helpers/app/app.ts";
import { addPeople, makeGroup } from "../../helpers/conversations/talk.ts";

const PEOPLE = 1000;
const GROUPS = 5;
/** The frames of one person in the time in which they are shown once: ten in a second. */
const FRAMES = TYPING_INTERVAL_MS / 100;
/** A tenth of a core. */
const CPU_MS_MAX = TYPING_INTERVAL_MS / 10;
const LAPS = 5;

Deno.test("1,000 people who type ten times a second cost a tenth of a core, and each is shown once in three seconds (complaint 29)", async () => {
  await using app = await startApp({ env: { RATE_LIMITS: "on" } });
  const { ctx } = app;
  const people = await addPeople(app, PEOPLE);
  const size = PEOPLE / GROUPS;
  const shown = new Map<string, number>();
  const typists: { userId: typeof people[0]["id"]; gate: FrameGate; text: string }[] = [];
  using followed = new DisposableStack();
  for (let n = 0; n < GROUPS; n++) {
    const members = people.slice(n * size, (n + 1) * size);
    const conversationId = await makeGroup(app, ...members);
    const text = JSON.stringify({ op: "typing", conversationId });
    for (const { id: userId } of members) {
      typists.push({ userId, gate: new FrameGate(ctx, userId), text });
    }
    followed.use(ctx.typing.follow(conversationTopic(conversationId), ({ userId }) => {
      shown.set(userId, (shown.get(userId) ?? 0) + 1);
    }));
  }
  /** Handles a frame as a socket does. */
  const handle = async ({ userId, gate, text }: typeof typists[0]) => {
    assertEquals(gate.refusal(text, 0), null);
    const frame = parseFrame(parseJson(text));
    if (frame.op === "typing") await showTyping(ctx, userId, frame.conversationId);
  };
  const type = async (frames: number) => {
    for (let n = 0; n < frames; n++) await Promise.all(typists.map(handle));
  };
  const { now } = Date;
  const times: number[] = [];
  try {
    // The first frames load who is in what.
    await type(1);
    for (let lap = 1; lap <= LAPS; lap++) {
      Date.now = () => now() + lap * (TYPING_INTERVAL_MS + 100);
      // Each lap is three seconds later by the clock, but not by the one of the gates.
      for (const typist of typists) typist.gate = new FrameGate(ctx, typist.userId);
      const began = cpuMs();
      await type(FRAMES);
      times.push(cpuMs() - began);
    }
  } finally {
    Date.now = now;
  }
  assertEquals(shown.size, PEOPLE);
  assertEquals(new Set(shown.values()), new Set([1 + LAPS]));
  const middle = times.toSorted((one, other) => one - other)[LAPS >> 1]!;
  assert(middle < CPU_MS_MAX, `${middle} ms of CPU for ${TYPING_INTERVAL_MS} ms`);
});
