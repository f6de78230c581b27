/** A page as it is sent, plain and compressed. */
export interface KeptPage {
  text: string;
  gzip: Uint8Array<ArrayBuffer>;
  headers: Headers;
}

/** Returns the page of a response. */
export async function compressed(response: Response): Promise<KeptPage> {
  const { headers } = response;
  const text = await response.text();
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream("gzip"));
  return { text, gzip: await new Response(stream).bytes(), headers };
}

/** Returns a response with a page, compressed for clients that accept it. */
export function responseWith({ text, gzip, headers }: KeptPage, accepted = ""): Response {
  const response = new Headers(headers);
  response.set("vary", "accept-encoding");
  if (!/\bgzip\b(?!;\s*q=0(?:\.0*)?(?:,|$))/.test(accepted)) {
    return new Response(text, { headers: response });
  }
  response.set("content-encoding", "gzip");
  return new Response(gzip, { headers: response });
}
