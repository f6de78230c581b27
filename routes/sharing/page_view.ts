import { html, raw } from "hono/html";
import { variantNamed, wholeVariants } from "../../domain/media/variants.ts";
import { type Html, page } from "../http/html.ts";
import type { PostView } from "../posts/post_view.ts";
import { altOf, nameOf, previewTags, type SharedPage, SITE, titleOf } from "./preview.ts";
import { SHARE_PAGE_STYLE, SHARE_PAGE_STYLE_POLICY } from "./page_style.ts";

type Picture = PostView["media"][number];

/** Types that not every client shows, the smallest first. */
const SMALLER_TYPES = ["image/avif", "image/webp"];

/** The files of a video, the preferred one first. */
const VIDEOS = ["video", "video_1080"] as const;

const HEAD = html`<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<style>${raw(SHARE_PAGE_STYLE)}</style>`;

const DAY = new Intl.DateTimeFormat("en", { dateStyle: "long", timeZone: "UTC" });

/** Returns the page that a share link shows to people and to programs that make previews. */
export function sharePage(shared: SharedPage): Promise<Response> {
  const { post } = shared;
  const urls = post.media.flatMap((picture) => picture.variants.map((variant) => variant.url));
  const origins = [...new Set([...urls, ...shared.leadTo].map((url) => new URL(url).origin))];
  return page({
    title: `${titleOf(shared)} · ${SITE}`,
    head: html`${HEAD}${previewTags(shared)}`,
    body: html`<main>${article(shared)}</main>`,
    policy: [
      ...(origins.length > 0 ? [`img-src ${origins.join(" ")}`] : []),
      ...(post.media.some(isVideo) ? [`media-src ${origins.join(" ")}`] : []),
      SHARE_PAGE_STYLE_POLICY,
    ].join("; "),
  });
}

/** Returns the one page of all links that show nothing: it does not tell the reason. */
export function missingSharePage(): Promise<Response> {
  return page({
    title: `Link not found · ${SITE}`,
    head: HEAD,
    body: html`
      <main>
        <article>
          <h1>Link not found</h1>
          <p>This link does not exist or no longer works.</p>
        </article>
      </main>
    `,
    policy: SHARE_PAGE_STYLE_POLICY,
    status: 404,
  });
}

function isVideo({ kind }: Picture): boolean {
  return kind === "video";
}

// People write in any language and direction: hence `lang=""` and `dir="auto"` on their words.
function article(shared: SharedPage): Html {
  const { post, author } = shared;
  const pictures = post.media.flatMap((picture, index) =>
    pictureTag(shared, picture, index > 0 || post.contentWarning !== null ? "lazy" : "eager")
  );
  return html`
    <article>
      <h1><bdi lang="" dir="auto">${nameOf(author)}</bdi> <span>@${author.username}</span></h1>
      ${post.contentWarning === null ? pictures : covered(post.contentWarning, pictures)}
      ${post.header !== null && html`<h2 lang="" dir="auto">${post.header}</h2>`}
      ${post.caption !== "" && html`<p lang="" dir="auto">${post.caption}</p>`}
      <time datetime="${post.createdAt}">${DAY.format(new Date(post.createdAt))}</time>
    </article>
  `;
}

function covered(warning: string, pictures: Html[]): Html {
  if (pictures.length === 0) {
    return html`<p><b>Content warning:</b> <bdi lang="" dir="auto">${warning}</bdi></p>`;
  }
  return html`
    <details>
      <summary>
        <b>Content warning: <bdi lang="" dir="auto">${warning}</bdi></b>
        <span>Show anyway</span>
      </summary>
      ${pictures}
    </details>
  `;
}

function pictureTag(shared: SharedPage, picture: Picture, loading: "lazy" | "eager"): Html | [] {
  const { variants } = picture;
  const whole = wholeVariants(variants);
  const largest = whole.at(-1);
  if (!largest) return [];
  const { width, height } = largest;
  const [video] = isVideo(picture)
    ? VIDEOS.flatMap((name) => variantNamed(variants, name) ?? [])
    : [];
  if (video) {
    return html`
      <video
        src="${video.url}"
        poster="${largest.url}"
        width="${video.width}"
        height="${video.height}"
        preload="none"
        controls
        playsinline
        lang=""
        dir="auto"
        aria-label="${altOf(shared, picture)}"
      ></video>
    `;
  }
  const moving = variantNamed(variants, "animated");
  const image = html`
    <img
      src="${(moving ?? largest).url}"
      ${moving ? "" : sourceSet(whole)}
      width="${width}"
      height="${height}"
      loading="${loading}"
      lang=""
      dir="auto"
      alt="${altOf(shared, picture)}"
    >
  `;
  const motion = moving && html`media="(prefers-reduced-motion: reduce)"`;
  const smaller = SMALLER_TYPES.map((type) => variants.filter((one) => one.contentType === type))
    // Only if it has the largest size: browsers choose the type first.
    .filter((typed) => !whole.some((one) => typed.includes(one)) && variantNamed(typed, "large"))
    .map((typed) =>
      html`<source type="${typed[0]!.contentType}" ${motion} ${sourceSet(wholeVariants(typed))}>`
    );
  if (!moving && smaller.length === 0) return image;
  const still = moving ? html`<source ${motion} ${sourceSet(whole)}>` : "";
  return html`
    <picture>
      ${smaller}${still}
      ${image}
    </picture>
  `;
}

function sourceSet(variants: Picture["variants"]): Html {
  const set = variants.map(({ url, width }) => `${url} ${width}w`).join(", ");
  return html`srcset="${set}" sizes="(min-width: 46rem) 44rem, 100vw"`;
}
