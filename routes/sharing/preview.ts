import { html } from "hono/html";
import type { UserCard } from "../../db/people/cards.ts";
import { preview } from "../../domain/text.ts";
import { shownName, withoutTurns } from "../../domain/visible_text.ts";
import type { Html } from "../http/html.ts";
import type { PostView } from "../posts/post_view.ts";

/** What a share page is made of. */
export interface SharedPage {
  post: PostView;
  author: Pick<UserCard, "username" | "fullName">;
  /** The address of the page itself. */
  url: string;
  /** The origins that addresses of its pictures lead to. */
  leadTo: readonly string[];
}

/** Under which name previews and titles stand. */
export const SITE = "Tintype";
const DESCRIPTION_LENGTH_MAX = 200;

/** Returns the tags for previews in other programs: Open Graph and Twitter cards, without covered pictures. */
export function previewTags(shared: SharedPage): Html[] {
  const { post, url } = shared;
  const tags: Record<string, string> = {
    "og:site_name": SITE,
    "og:type": "article",
    "og:url": url,
    "og:title": titleOf(shared),
    "og:description": descriptionOf(post),
    "article:published_time": post.createdAt,
    "twitter:card": "summary",
    ...(post.contentWarning === null ? imageTags(shared) : {}),
  };
  return Object.entries(tags).filter(([, content]) => content !== "").map(([name, content]) => {
    const attribute = name.startsWith("twitter:") ? "name" : "property";
    return html`<meta ${attribute}="${name}" content="${withoutTurns(content)}">\n`;
  });
}

function imageTags(shared: SharedPage): Record<string, string> {
  const [picture] = shared.post.media;
  const large = picture?.variants.find((variant) => variant.name === "large");
  if (!picture || !large) return {};
  return {
    "og:image": `${shared.url}/image`,
    "og:image:type": large.contentType,
    "og:image:width": String(large.width),
    "og:image:height": String(large.height),
    "og:image:alt": altOf(shared, picture),
    "twitter:card": "summary_large_image",
    "twitter:image:alt": altOf(shared, picture),
  };
}

function descriptionOf({ contentWarning, header, caption }: PostView): string {
  const text = contentWarning === null
    ? [header, caption].filter(Boolean).join("\n")
    : `Content warning: ${contentWarning}`;
  return preview(text, DESCRIPTION_LENGTH_MAX);
}

/** Whose post it is, in one line. */
export function titleOf({ author }: SharedPage): string {
  return `${nameOf(author)} (@${author.username})`;
}

/** The name that somebody gave themselves, or the one that they have. */
export function nameOf({ fullName, username }: SharedPage["author"]): string {
  return shownName(fullName) ?? username;
}

/** What a picture shows, in the words of its author if there are any. */
export function altOf({ post, author }: SharedPage, picture: PostView["media"][number]): string {
  if (picture.altText !== "") return picture.altText;
  const place = post.media.length > 1
    ? ` ${post.media.indexOf(picture) + 1} of ${post.media.length}`
    : "";
  return `Picture${place} by ${nameOf(author)}`;
}
