import { escapeHtml, page } from "../http/html.ts";
import type { PostView } from "../posts/post_view.ts";
import { altOf, nameOf, previewTags, type SharedPage, SITE, titleOf } from "./preview.ts";
import { SHARE_PAGE_STYLE, SHARE_PAGE_STYLE_POLICY } from "./page_style.ts";

type Picture = PostView["media"][number];

/** Variants that show the whole picture, from small to large. */
const WHOLE = ["small", "medium", "large"];

/** The page that a share link shows to people and to programs that make previews. */
export function sharePage(shared: SharedPage): Response {
  const { post } = shared;
  const urls = post.media.flatMap((picture) => picture.variants.map((variant) => variant.url));
  const origins = [...new Set([...urls, ...shared.leadTo].map((url) => new URL(url).origin))];
  return page({
    title: `${titleOf(shared)} · ${SITE}`,
    head: `${headOfAll()}\n${previewTags(shared)}`,
    body: `<main>\n${article(shared)}\n</main>`,
    policy: [
      ...(origins.length > 0 ? [`img-src ${origins.join(" ")}`] : []),
      SHARE_PAGE_STYLE_POLICY,
    ].join("; "),
  });
}

/** The page of every link that shows nothing, whatever the reason. */
export function missingSharePage(): Response {
  return page({
    title: `No such link · ${SITE}`,
    head: headOfAll(),
    body: `<main>\n<article>\n<h1>There is nothing here</h1>
<p>This link does not exist, or does not show anything any more.</p>\n</article>\n</main>`,
    policy: SHARE_PAGE_STYLE_POLICY,
    status: 404,
  });
}

function headOfAll(): string {
  return `<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<style>${SHARE_PAGE_STYLE}</style>`;
}

function article(shared: SharedPage): string {
  const { post, author } = shared;
  const pictures = post.media.map((picture, index) =>
    pictureTag(shared, picture, { isLazy: index > 0 || post.contentWarning !== null })
  ).join("\n");
  const day = new Intl.DateTimeFormat("en", { dateStyle: "long", timeZone: "UTC" });
  const made = `<time datetime="${post.createdAt}">${day.format(new Date(post.createdAt))}</time>`;
  const parts = [
    `<h1>${written("bdi", nameOf(author))} <span>@${escapeHtml(author.username)}</span></h1>`,
    post.contentWarning === null ? pictures : covered(post.contentWarning, pictures),
    post.header === null ? "" : written("h2", post.header),
    post.caption === "" ? "" : written("p", post.caption),
    made,
  ];
  return `<article>\n${parts.filter((part) => part !== "").join("\n")}\n</article>`;
}

function covered(warning: string, pictures: string): string {
  if (pictures === "") return `<p><b>Content warning:</b> ${written("bdi", warning)}</p>`;
  return `<details>
<summary><b>Content warning: ${
    written("bdi", warning)
  }</b> <span>Show what is covered</span></summary>
${pictures}
</details>`;
}

function pictureTag(shared: SharedPage, picture: Picture, { isLazy }: { isLazy: boolean }): string {
  const whole = WHOLE.flatMap((name) =>
    picture.variants.find((variant) => variant.name === name) ?? []
  );
  const largest = whole.at(-1);
  if (!largest) return "";
  const set = whole.map(({ url, width }) => `${escapeHtml(url)} ${width}w`).join(", ");
  const sizes = `sizes="(min-width: 46rem) 44rem, 100vw"`;
  const attributes = `width="${largest.width}" height="${largest.height}"${
    isLazy ? ` loading="lazy"` : ""
  } lang="" dir="auto" alt="${escapeHtml(altOf(shared, picture))}"`;
  const moving = picture.variants.find((variant) => variant.name === "animated");
  if (!moving) {
    return `<img src="${escapeHtml(largest.url)}" srcset="${set}" ${sizes} ${attributes}>`;
  }
  return `<picture><source media="(prefers-reduced-motion: reduce)" srcset="${set}" ${sizes}>` +
    `<img src="${escapeHtml(moving.url)}" ${attributes}></picture>`;
}

/** What somebody wrote, in whichever language and direction. */
function written(element: string, text: string): string {
  return `<${element} lang="" dir="auto">${escapeHtml(text)}</${element}>`;
}
