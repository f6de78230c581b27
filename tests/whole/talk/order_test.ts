import { assert, assertEquals } from "@std/assert";
import { at, startInstances } from "../../helpers/cluster/instances.ts";
import { addPeople, makeGroup } from "../../helpers/conversations/talk.ts";
import { messageOf } from "../../helpers/conversations/writers.ts";
import { startServer } from "../../helpers/app/server.ts";
import { ok } from "../../helpers/people/steps.ts";
import { Live } from "../../helpers/realtime/live.ts";

const SENDERS = 100;
const EACH = 5;

Deno.test("while 100 people send at two instances, nothing appears below what was shown (complaint 8)", async () => {
  await using two = await startInstances();
  const { here, there } = two;
  await using opening = new AsyncDisposableStack();
  const [ada] = await here.people("ada");
  const senders = await addPeople(here, SENDERS);
  const id = await makeGroup(here, ada, ...senders);
  const instances = [here, there];
  const lives = await Promise.all(instances.map(async (app) => {
    const server = opening.use(startServer(app));
    const live = opening.use(await Live.connect(server, { token: ada.accessToken }));
    await live.subscribe(`conversation:${id}`);
    return live;
  }));
  let isDone = false;
  const reading = instances.map(async (app) => {
    const reader = at(app, ada);
    let shown: number[] = [];
    while (!isDone || shown.length < SENDERS * EACH) {
      const after = shown.at(-1) ?? 0;
      const path = `/conversations/${id}/messages?after=${after}&limit=50`;
      const news = ok(await reader.get(path), 200).data.messages
        .map(({ seq }: { seq: number }) => seq);
      shown = shown.concat(news);
      // Once a number is shown, all numbers before it are: nobody slips in above a marker.
      assertEquals(shown, shown.map((_, n) => n + 1));
    }
  });
  const hearing = lives.map(async (live) => {
    let last = 0;
    while (last < SENDERS * EACH) {
      const { seq } = (await live.next("message.created")).event.data;
      assert(seq === last + 1 || seq <= last, `${seq} after ${last}`);
      last = Math.max(last, seq);
    }
  });
  await Promise.all(senders.map(async (sender, n) => {
    for (let m = 0; m < EACH; m++) {
      const { ctx } = instances[(n + m) % 2]!;
      const outcome = await ctx.messages.write(messageOf(id, sender.id, `${n} ${m}`));
      assertEquals(outcome.verdict, "allowed");
    }
  }));
  isDone = true;
  await Promise.all([...reading, ...hearing]);
});
