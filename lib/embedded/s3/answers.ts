import { xmlFields } from "../../xml.ts";

const STATUS = {
  AccessDenied: 403,
  AuthorizationHeaderMalformed: 400,
  BadDigest: 400,
  EntityTooLarge: 400,
  IncompleteBody: 400,
  RequestTimeout: 400,
  InvalidAccessKeyId: 403,
  InvalidArgument: 400,
  InvalidPart: 400,
  InvalidPartOrder: 400,
  InvalidRange: 416,
  InvalidURI: 400,
  KeyTooLongError: 400,
  MalformedXML: 400,
  MetadataTooLarge: 400,
  MissingContentLength: 411,
  NoSuchBucket: 404,
  NoSuchKey: 404,
  NoSuchUpload: 404,
  NotImplemented: 501,
  PreconditionFailed: 412,
  RequestHeaderSectionTooLarge: 400,
  RequestTimeTooSkewed: 403,
  SignatureDoesNotMatch: 403,
  XAmzContentSHA256Mismatch: 400,
} as const;

/** An error in S3's own words. */
export class S3Error extends Error {
  override readonly name = "S3Error";

  constructor(readonly code: keyof typeof STATUS, message: string = code) {
    super(message);
  }

  /** Returns the error as S3's response; `resource` is the requested path. */
  toResponse(resource: string): Response {
    const fields = xmlFields({
      Code: this.code,
      Message: this.message,
      Resource: resource,
      RequestId: crypto.randomUUID(),
    });
    const body = `<?xml version="1.0" encoding="UTF-8"?>\n<Error>${fields}</Error>`;
    return new Response(body, {
      status: STATUS[this.code],
      headers: { "content-type": "application/xml" },
    });
  }
}

/** Returns an XML response with one root element. */
export function xmlResponse(root: string, contents: string): Response {
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n` +
    `<${root} xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${contents}</${root}>`;
  return new Response(body, { headers: { "content-type": "application/xml" } });
}
