import { html } from "hono/html";
import { AppError } from "../../lib/errors.ts";
import { isLocalHost } from "../../lib/http/local_host.ts";
import type { Api } from "../http/api.ts";
import { page } from "../http/html.ts";

/** The page of the mails that are stored in development instead of being sent. */
export function mailboxRoutes(root: Api): void {
  root.get("/dev/mail", {
    summary: "Read the mails that a development server stores instead of sending",
    auth: "none",
    contentType: "text/html",
    errors: ["forbidden"],
    run({ ctx, http }) {
      // Another site can point its own name to the address of this machine (DNS rebinding).
      if (!isLocalHost(new URL(http.req.url).hostname)) {
        throw new AppError("forbidden", "This page is available at localhost only.");
      }
      const mails = (ctx.mailer.kept() ?? []).map(({ to, subject, text, at }) =>
        html`
          <article>
            <h2>${subject}</h2>
            <p>To ${to}, ${at.toISOString()}</p>
            <pre>${text}</pre>
          </article>
        `
      );
      const body = html`<h1>Mail</h1>
${mails.length > 0 ? mails : html`<p>No mail yet.</p>`}`;
      return page({ title: "Mail", body });
    },
  });
}
