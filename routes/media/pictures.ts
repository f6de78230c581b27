import { must } from "../../lib/errors.ts";
import type { Api } from "../http/api.ts";
import { seePicture } from "../../reads/media/visible_picture.ts";

/** How long a browser may follow a redirect without asking again. */
const CACHED_SECONDS = 10;

/** Pictures that are not public. An address works as long as its viewer may see the picture. */
export function pictureRoutes(root: Api): void {
  root.get("/m/:token", {
    summary: "Get a picture, as long as the user for whom the URL was made may see it",
    auth: "optional",
    limit: "picture",
    contentType: "302: to the picture in storage, valid for less than a minute",
    errors: ["not_found"],
    async run({ ctx, http }) {
      const url = must(await seePicture(ctx, http.req.param("token") ?? ""), "Picture not found.");
      http.header("cache-control", `private, max-age=${CACHED_SECONDS}`);
      http.header("referrer-policy", "no-referrer");
      return http.redirect(url, 302);
    },
  });
}
