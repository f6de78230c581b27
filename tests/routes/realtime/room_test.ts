import { assertEquals } from "@std/assert";
import { Live } from "../../helpers/realtime/live.ts";
import { startListening } from "../../helpers/app/listening.ts";
import { exchange } from "../../helpers/raw_http.ts";

Deno.test("a client that opens one connection too many gets 503, and keeps its ticket", async () => {
  await using listening = await startListening();
  const { app, server } = listening;
  const [ada, bob] = await app.people("ada", "bob");
  const { ticket } = (await bob.post("/realtime/ticket")).data;
  app.ctx.sockets.max = 1;
  const asked = async (path: string, ...headers: string[]) =>
    (await exchange(server.port, "GET", path, ["Host: a", ...headers])).status;
  const upgrade = ["Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13"]
    .concat("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==");
  {
    await using _live = await listening.open(ada);
    assertEquals(await asked(`/api/v1/ws?ticket=${ticket}`, ...upgrade), 503);
    assertEquals(await asked(`/api/v1/events?ticket=${ticket}`), 503);
  }
  while (app.ctx.sockets.size > 0) await app.fetch("/health");
  await using _second = await Live.connect(server, { ticket });
});
