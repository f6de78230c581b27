/** The purposes of mailed codes. */
export const CODE_PURPOSES = [
  "verify_email",
  "change_email",
  "change_password",
  "reset_password",
] as const;
/** One of {@link CODE_PURPOSES}. */
export type CodePurpose = (typeof CODE_PURPOSES)[number];
