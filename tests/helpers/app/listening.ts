import { startApp, type TestApp, type TestAppOptions } from "./app.ts";
import { Live } from "../realtime/live.ts";
import type { Person } from "../people/person.ts";
import { startServer, type TestServer } from "./server.ts";

/** An app with a server in front. */
export interface ListeningApp extends AsyncDisposable {
  app: TestApp;
  server: TestServer;
  /** Opens a socket for this person. */
  open(person: Person): Promise<Live>;
}

/** Starts an app that listens; disposing ends the sockets, then the server, then the app. */
export async function startListening(options: TestAppOptions = {}): Promise<ListeningApp> {
  await using opening = new AsyncDisposableStack();
  const app = opening.use(await startApp(options));
  const server = opening.use(startServer(app));
  const resources = opening.move();
  return {
    app,
    server,
    open: ({ accessToken }) => Live.connect(server, { token: accessToken }),
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}
