import type { Api } from "./api.ts";
import { escapeHtml, page } from "./page.ts";

/** The letters that were kept instead of sent. Developers alone get here. */
export function mailboxRoutes(root: Api): void {
  root.get("/dev/mail", {
    summary: "The letters that a developer's program keeps instead of sending",
    auth: "none",
    produces: "text/html",
    run({ ctx }) {
      const letters = ctx.mailer.kept() ?? [];
      const articles = letters.map(({ to, subject, text, at }) =>
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
