import { html } from "hono/html";
import type { UserCard } from "../../db/people/cards.ts";
import { variantNamed } from "../../domain/media/variants.ts";
import { preview } from "../../domain/text.ts";
import { shownName, withoutTurns } from "../../domain/visible_text.ts";
import type { Html } from "../http/html.ts";
import type { PostView } from "../posts/post_view.ts";

/** The data of a share page. */
export interface SharedPage {
  post: PostView;
  author: Pick<UserCard, "username" | "fullName">;
  /** The address of the page. */
  url: string;
  /** The origins to which addresses of its pictures redirect. */
  leadTo: readonly string[];
}

/** The site name in previews and titles. */
export const SITE = "Tintype";
const DESCRIPTION_LENGTH_MAX = 200;

/** Returns the tags for previews: Open Graph and Twitter cards. A covered picture is left out. */
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
  const large = variantNamed(picture?.variants, "large");
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

/** Returns the author of a post in one line, as the title of its page. */
export function titleOf({ author }: SharedPage): string {
  return `${nameOf(author)} (@${author.username})`;
}

/** Returns the full name of a user, or the username if there is none. */
export function nameOf({ fullName, username }: SharedPage["author"]): string {
  return shownName(fullName) ?? username;
}

/** Returns the author's alt text of a picture, or a text with its number and author. */
export function altOf({ post, author }: SharedPage, picture: PostView["media"][number]): string {
  if (picture.altText !== "") return picture.altText;
  const place = post.media.length > 1
    ? ` ${post.media.indexOf(picture) + 1} of ${post.media.length}`
    : "";
  return `${picture.kind === "video" ? "Video" : "Picture"}${place} by ${nameOf(author)}`;
}
