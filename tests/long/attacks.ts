import { ok } from "../helpers/people/steps.ts";
import { Live } from "../helpers/realtime/live.ts";
import { PASSWORD, type Person, send } from "../helpers/people/person.ts";
import type { RunningProgram } from "../helpers/app/running_program.ts";

/** The program, and an attacker with an account. */
export interface Scene {
  program: RunningProgram;
  mallory: Person;
}

/** Two combining marks that normalization must reorder. */
const UNORDERED_MARKS = "\u0301\u0323";
const MARKS = "a" + UNORDERED_MARKS.repeat(60_000);
const IN_FLIGHT = 8;

/** Requests that try to stop the program, by name. */
export const ATTACKS: Readonly<Record<string, (scene: Scene) => Promise<void>>> = {
  "passwords of combining marks": ({ program }) =>
    repeat(40, async () => {
      const credentials = { username: "ada", password: MARKS };
      await post(program, "/api/v1/auth/login", JSON.stringify(credentials), JSON_TYPE);
    }),

  "tags and captions of combining marks": ({ mallory }) =>
    repeat(40, async (number) => {
      const text = MARKS.slice(0, 100_000);
      await mallory.post("/posts", number % 2 ? { caption: text } : { tags: [text, text] });
    }),

  "tags of a form, of combining marks": ({ program, mallory }) =>
    repeat(10, async () => {
      const form = new FormData();
      form.set("tags", MARKS);
      form.set("image", new File(["no picture"], "picture.jpg", { type: "image/jpeg" }));
      await drain(program.fetch("/api/v1/images/upload", {
        method: "POST",
        headers: { authorization: `Bearer ${mallory.accessToken}` },
        body: form,
      }));
    }),

  "forms of many fields": ({ program }) =>
    repeat(40, async (number) => {
      const names = Array.from({ length: 11_000 }, (_, field) => `f${number}_${field}=`);
      const type = "application/x-www-form-urlencoded";
      await post(program, "/api/v1/auth/token", names.join("&").slice(0, 64_000), type);
    }),

  "multipart forms of many fields": ({ program, mallory }) =>
    repeat(10, async () => {
      const form = new FormData();
      for (let field = 0; field < 20_000; field++) form.append(`f${field}`, "");
      await drain(program.fetch("/api/v1/images/upload", {
        method: "POST",
        headers: { authorization: `Bearer ${mallory.accessToken}` },
        body: form,
      }));
    }),

  "deep JSON": ({ program, mallory }) =>
    repeat(100, async () => {
      const body = `{"preferences":${"[".repeat(60_000)}${"]".repeat(60_000)}}`;
      await drain(program.fetch("/api/v1/notifications/preferences", {
        method: "PUT",
        headers: { authorization: `Bearer ${mallory.accessToken}`, "content-type": JSON_TYPE },
        body,
      }));
    }),

  "methods and paths that nobody has": async ({ program }) => {
    await repeat(2000, async (number) => {
      await drain(program.fetch(`/api/v1/nowhere/${number}`, { method: `X${number}` }));
    });
    await drain(program.fetch("/metrics"));
  },

  "topics that do not exist": async ({ program, mallory }) => {
    const url = `http://127.0.0.1:${program.port}`;
    await using closing = new AsyncDisposableStack();
    const topics = () =>
      Array.from({ length: 200 }, () => ({ topic: `post:${crypto.randomUUID()}` }));
    for (let socket = 0; socket < 5; socket++) {
      const live = closing.use(await Live.connect({ url }, { token: mallory.accessToken }));
      for (let frame = 0; frame < 10; frame++) live.send({ op: "subscribe", topics: topics() });
    }
    // The program closes a socket that exceeds its limits; an open one still answers a ping.
    const more = closing.use(await Live.connect({ url }, { token: mallory.accessToken }));
    await more.ask({ op: "ping" });
  },

  "wrong passwords": ({ program }) =>
    repeat(200, async (number) => {
      const credentials = { username: `nobody${number % 7}`, password: `wrong ${number}` };
      await post(program, "/api/v1/auth/login", JSON.stringify(credentials), JSON_TYPE);
    }, 50),

  "new passwords of one account": ({ mallory }) =>
    repeat(60, async () => {
      const body = { currentPassword: "not that one", newPassword: PASSWORD };
      await mallory.post("/security/password", body);
    }, 30),

  "muted words of combining marks": async ({ mallory }) => {
    // As many consecutive marks as a text may have, so that nothing is refused.
    const run = UNORDERED_MARKS.repeat(14);
    const words = Array.from({ length: 200 }, (_, number) => ({
      word: `${run}${String.fromCodePoint(0x4e00 + number)}`,
    }));
    ok(await mallory.put("/users/me/muted-words", { words }), 200);
    await repeat(30, async () => {
      ok(await mallory.post("/posts", { caption: `x${run}`.repeat(75) }), 201);
    });
    await repeat(10, async () => void ok(await mallory.get("/feed?limit=30"), 200));
  },

  "connections that send half a request": async ({ program }) => {
    const open = Array.from(
      { length: 200 },
      () => Deno.connect({ hostname: "127.0.0.1", port: program.port }),
    );
    const half = new TextEncoder().encode("POST /api/v1/auth/login HTTP/1.1\r\nHost: loc");
    for (const connection of await Promise.all(open)) {
      await connection.write(half).catch(() => {});
      connection.close();
    }
  },
};

const JSON_TYPE = "application/json";

async function post(program: RunningProgram, path: string, body: string, type: string) {
  await drain(program.fetch(path, { method: "POST", headers: { "content-type": type }, body }));
}

/** Reads a response to its end; a connection that the program cuts is a response, too. */
async function drain(answer: Promise<Response>): Promise<void> {
  try {
    await (await answer).arrayBuffer();
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
  }
}

/** Runs something several times, some of them at once. */
async function repeat(
  times: number,
  act: (number: number) => Promise<void>,
  inFlight = IN_FLIGHT,
): Promise<void> {
  let next = 0;
  const lane = async () => {
    for (let number = next++; number < times; number = next++) await act(number);
  };
  await Promise.all(Array.from({ length: Math.min(inFlight, times) }, lane));
}

/** Signs a user in; returns how long it took in milliseconds, or fails. */
export async function signIn(program: RunningProgram, username: string): Promise<number> {
  const startedAt = performance.now();
  const fetch = program.fetch.bind(program);
  const credentials = { username, password: PASSWORD };
  const { status, body } = await send(fetch, "POST", "/api/v1/auth/login", credentials);
  if (status !== 200) throw new Error(`Signing in: ${status} ${JSON.stringify(body)}`);
  return performance.now() - startedAt;
}
