import { assertEquals } from "@std/assert";
import fc from "fast-check";
import type { ConversationId, MessageId } from "../../../domain/ids.ts";
import { startApp, type TestApp } from "../../helpers/app/app.ts";
import {
  deleteMember,
  deleteMessage,
  insertMember,
  insertMessage,
  insertTalk,
} from "../../helpers/conversations/rows.ts";
import type { Person } from "../../helpers/people/person.ts";
import { ok } from "../../helpers/people/steps.ts";

const PEOPLE = 3;
const person = fc.nat(PEOPLE - 1);
const talk = fc.nat(1);
const step = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ do: fc.constant("send" as const), person, talk, at: person }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("delete" as const), nth: fc.nat(20) }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant("read" as const), person, talk, part: fc.nat(4) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("leave or return" as const), person }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("block" as const), person, at: person }) },
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

interface Said {
  talk: number;
  seq: number;
  messageId: MessageId;
  sender: number;
  mentioned: number;
  isDeleted: boolean;
}

/** Computes everybody's unread numbers from all that was done. */
class Oracle {
  readonly said: Said[] = [];
  readonly last = [0, 0];
  readonly blocks = new Set<string>();
  /** Of the group: those who have left have no floor. */
  readonly floors: (number | null)[] = Array.from({ length: PEOPLE }, () => 0);
  readonly reads = Array.from({ length: PEOPLE }, () => [0, 0]);

  isHidden(one: number, other: number): boolean {
    return this.blocks.has(`${one} ${other}`) || this.blocks.has(`${other} ${one}`);
  }

  /** The first two people have a DM; all are in the group, unless they have left. */
  isIn(reader: number, talk: number): boolean {
    return talk === 0 ? reader < 2 && !this.isHidden(0, 1) : this.floors[reader] !== null;
  }

  unreadOf(reader: number, talk: number): [number, number] {
    const floor = talk === 0 ? 0 : this.floors[reader]!;
    const unread = this.said.filter((one) =>
      one.talk === talk && one.seq > Math.max(floor, this.reads[reader]![talk]!) &&
      one.sender !== reader && !one.isDeleted && !this.isHidden(reader, one.sender)
    );
    return [unread.length, unread.filter(({ mentioned }) => mentioned === reader).length];
  }
}

Deno.test("every unread number is exact after any steps of send, delete, read, leave, return and block", async () => {
  await using app = await startApp();
  let run = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 40 }), async (steps) => {
      run++;
      const people = await app.people(...Array.from({ length: PEOPLE }, (_, n) => `p${run}n${n}`));
      const talks = [
        await insertTalk(app, "dm", [people[0]!, people[1]!]),
        await insertTalk(app, "group", people),
      ];
      const oracle = new Oracle();
      for (const step of steps) {
        await take(app, { step, people, talks, oracle });
        for (const [reader, who] of people.entries()) await compare(who, reader, talks, oracle);
      }
    }),
    { numRuns: 6, endOnFailure: true },
  );
});

async function take(
  app: TestApp,
  { step, people, talks, oracle }: {
    step: Step;
    people: Person[];
    talks: ConversationId[];
    oracle: Oracle;
  },
): Promise<void> {
  switch (step.do) {
    case "send": {
      if (!oracle.isIn(step.person, step.talk)) return;
      const mentions = oracle.isIn(step.at, step.talk) ? [people[step.at]!] : [];
      const sent = await insertMessage(app, talks[step.talk]!, people[step.person]!, { mentions });
      const mentioned = mentions.length > 0 ? step.at : -1;
      oracle.said.push({
        ...sent,
        talk: step.talk,
        sender: step.person,
        mentioned,
        isDeleted: false,
      });
      oracle.last[step.talk] = sent.seq;
      return;
    }
    case "delete": {
      const said = oracle.said[step.nth];
      if (said === undefined || said.isDeleted) return;
      await deleteMessage(app, talks[said.talk]!, said.messageId);
      said.isDeleted = true;
      return;
    }
    case "read": {
      if (!oracle.isIn(step.person, step.talk)) return;
      const seq = Math.floor(oracle.last[step.talk]! * step.part / 4);
      const path = `/conversations/${talks[step.talk]}/read`;
      ok(await people[step.person]!.post(path, { seq }), 200);
      const reads = oracle.reads[step.person]!;
      reads[step.talk] = Math.max(reads[step.talk]!, seq);
      return;
    }
    case "leave or return": {
      const isIn = oracle.floors[step.person] !== null;
      await (isIn ? deleteMember : insertMember)(app, talks[1]!, people[step.person]!);
      oracle.floors[step.person] = isIn ? null : oracle.last[1]!;
      return;
    }
    case "block": {
      if (step.person === step.at) return;
      const block = `${step.person} ${step.at}`;
      const path = `/users/${people[step.at]!.id}/block`;
      if (oracle.blocks.delete(block)) {
        ok(await people[step.person]!.delete(path), 200);
      } else if (!oracle.isHidden(step.person, step.at)) {
        ok(await people[step.person]!.post(path), 200);
        oracle.blocks.add(block);
      }
      return;
    }
  }
}

async function compare(
  who: Person,
  reader: number,
  talks: readonly ConversationId[],
  oracle: Oracle,
): Promise<void> {
  const { data } = ok(await who.get("/conversations"), 200);
  let [totalUnread, totalMentions] = [0, 0];
  for (const [talk, id] of talks.entries()) {
    const listed = data.conversations
      .find(({ conversationId }: { conversationId: string }) => conversationId === id);
    const isEmptyDm = talk === 0 && reader === 1 && oracle.last[0] === 0;
    if (!oracle.isIn(reader, talk) || isEmptyDm) {
      assertEquals(listed, undefined);
      continue;
    }
    const [unread, mentions] = oracle.unreadOf(reader, talk);
    assertEquals([listed.unreadCount, listed.mentionsCount], [unread, mentions]);
    totalUnread += unread;
    totalMentions += mentions;
  }
  const totals = ok(await who.get("/conversations/unread"), 200).data;
  assertEquals(totals, { totalUnread, totalMentions, requests: 0 });
}
