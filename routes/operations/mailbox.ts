import { AppError } from "../../lib/errors.ts";
import type { Api } from "../http/api.ts";
import { isLocalHost } from "../http/origins.ts";
import { escapeHtml, page } from "../http/html.ts";

/** The letters that were kept instead of sent. Developers alone get here. */
export function mailboxRoutes(root: Api): void {
  root.get("/dev/mail", {
    summary: "The letters that a developer's program keeps instead of sending",
    auth: "none",
    contentType: "text/html",
    errors: ["forbidden"],
    run({ ctx, http }) {
      // A page elsewhere can give its own name the address of this machine (DNS rebinding).
      if (!isLocalHost(new URL(http.req.url).hostname)) {
        throw new AppError("forbidden", "Ask for this page at localhost");
      }
      const mails = ctx.mailer.kept() ?? [];
      const articles = mails.map(({ to, subject, text, at }) =>
        `<article>
<h2>${escapeHtml(subject)}</h2>
<p>To ${escapeHtml(to)}, ${at.toISOString()}</p>
<pre>${escapeHtml(text)}</pre>
</article>`
      );
      const body = articles.length > 0 ? articles.join("\n") : "<p>No mail yet.</p>";
      return page({ title: "Mail", body: `<h1>Mail</h1>\n${body}` });
    },
  });
}
