import { html } from "hono/html";
import type { Context } from "../../context/mod.ts";
import type { Media, Variant } from "../../domain/media/media.ts";
import { variantNamed, wholeVariants } from "../../domain/media/variants.ts";
import { idTime } from "../../domain/ids.ts";
import { preview } from "../../domain/text.ts";
import { withoutTurns } from "../../domain/visible_text.ts";
import { writableXml } from "../../lib/xml.ts";
import type { VisiblePost } from "../../reads/posts/visible_posts.ts";
import { nameOf } from "../sharing/preview.ts";

/** An Atom feed: its own data and its posts. */
export interface AtomFeed {
  id: string;
  title: string;
  /** The paths, below PUBLIC_URL, of the feed itself and of the user or tag that it is about. */
  selfPath: string;
  alternatePath: string;
  posts: readonly VisiblePost[];
}

/** Returns a feed as a document (RFC 4287), and the time of its last change. */
export function atomDocument(ctx: Context, feed: AtomFeed): { text: string; updatedAt: Date } {
  const updatedAt = new Date(Math.max(0, ...feed.posts.map(updateOf)));
  const lines = [
    `<?xml version="1.0" encoding="utf-8"?>`,
    `<feed xmlns="http://www.w3.org/2005/Atom">`,
    element("id", feed.id),
    element("title", feed.title),
    element("updated", updatedAt.toISOString()),
    element("generator", "Tintype"),
    link(ctx, "self", feed.selfPath, "application/atom+xml"),
    link(ctx, "alternate", feed.alternatePath, "application/json"),
    ...feed.posts.map((post) => entry(ctx, post)),
    `</feed>\n`,
  ];
  return { text: lines.join("\n"), updatedAt };
}

function entry(ctx: Context, post: VisiblePost): string {
  const { card, author } = post;
  const { contentWarning } = card;
  const warning = contentWarning === null ? null : `Content warning: ${contentWarning}`;
  const shown = warning === null ? contentOf(ctx, post) : [element("summary", warning)];
  const lines = [
    `<entry>`,
    element("id", `urn:uuid:${card.id}`),
    element("title", warning ?? titleOf(post)),
    element("published", new Date(publicationOf(post)).toISOString()),
    element("updated", new Date(updateOf(post)).toISOString()),
    link(ctx, "alternate", `/api/v1/posts/${card.id}`, "application/json"),
    `<author>`,
    element("name", nameOf(author)),
    element("uri", `${ctx.config.PUBLIC_URL}/api/v1/users/${author.id}`),
    `</author>`,
    ...card.tags.map((tag) => `<category term="${writableXml(tag)}"/>`),
    ...shown,
    `</entry>`,
  ];
  return lines.join("\n");
}

/** Returns the pictures and words of a post that has no content warning. */
function contentOf(ctx: Context, { card, author }: VisiblePost): string[] {
  const pictures = card.media.flatMap((media) => {
    const variant = bestPublic(media);
    return variant ? [{ ...variant, media, url: ctx.storage.publicUrl(variant.key) }] : [];
  });
  const images = pictures.map(({ url, width, height, media }) => {
    const alt = media.altText ||
      `${media.kind === "video" ? "Video" : "Picture"} by ${nameOf(author)}`;
    return html`<p><img src="${url}" alt="${alt}" width="${width}" height="${height}"></p>`;
  });
  const lines = card.caption.split("\n").flatMap((line) => [html`<br>`, line]).slice(1);
  const content = html`${images}${card.header !== null && html`<h2>${card.header}</h2>`}${
    card.caption !== "" && html`<p>${lines}</p>`
  }`;
  const videos = card.media.flatMap((media) => publicVideo(media) ?? [])
    .map((variant) => ({ ...variant, url: ctx.storage.publicUrl(variant.key) }));
  const enclosures = [...pictures, ...videos].map(({ url, contentType, bytes }) =>
    `<link rel="enclosure" type="${contentType}" length="${bytes}" href="${writableXml(url)}"/>`
  );
  return [...enclosures, `<content type="html">${writableXml(String(content))}</content>`];
}

/**
 * Returns the public animation of a picture, or else its largest public variant. Returns undefined
 * while its files are being moved to public keys.
 */
function bestPublic({ variants }: Media): Variant | undefined {
  const shown = variants.filter(({ key }) => key.startsWith("public/"));
  return variantNamed(shown, "animated") ?? wholeVariants(shown).at(-1);
}

/** Returns the best public file of a video, or undefined if it is no video. */
function publicVideo({ kind, variants }: Media): Variant | undefined {
  const videos = variants.filter(({ contentType, key }) =>
    contentType.startsWith("video/") && key.startsWith("public/")
  );
  return kind === "video"
    ? videos.sort((one, other) => other.width * other.height - one.width * one.height)[0]
    : undefined;
}

function titleOf({ card, author }: VisiblePost): string {
  const [firstLine = ""] = card.caption.split("\n");
  return card.header ?? (preview(firstLine) || `A post by ${nameOf(author)}`);
}

function publicationOf({ card }: VisiblePost): number {
  return card.sortId === null ? card.createdAt.getTime() : idTime(card.sortId);
}

function updateOf(post: VisiblePost): number {
  return Math.max(publicationOf(post), post.card.editedAt?.getTime() ?? 0);
}

function link(ctx: Context, rel: string, path: string, type: string): string {
  return `<link rel="${rel}" type="${type}" href="${writableXml(ctx.config.PUBLIC_URL + path)}"/>`;
}

function element(name: string, text: string): string {
  return `<${name}>${writableXml(withoutTurns(text))}</${name}>`;
}
