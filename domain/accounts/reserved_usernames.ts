/**
 * Names that seem to speak for the service, for everybody or for nobody, or that programs misread.
 */
const RESERVED = new Set(
  `about abuse account accounts admin administration administrator administrators admins all
  anonymous anybody anyone api app apps assets auth billing blog board boards config contact
  copyright daemon dashboard deleted dev developer developers dns docs domain download downloads
  everybody everyone explore export false faq feed feeds feedback file files ftp fullname health
  help helpdesk here home host hostmaster http https image images imap index info infinity
  invitations invite invites jobs legal limit localhost login logout mail mailer mailerdaemon
  maintenance marketing me media metrics mod moderation moderator moderators mods nan news
  newsletter nil nobody none noreply notes notifications ns ns1 ns2 null official oauth operator
  operators password passwords payment payments pop pop3 postmaster posts press privacy profile
  profiles ready realtime register report reports root rules safety sales search security self
  service services session sessions settings shop sign signin signout signup site smtp space
  spaces staff static status store suggestions superuser support suspended sysadmin system tag
  tags team terms tintype token tokens true trending trust undefined unknown unsubscribe upload
  uploads username users verified verify void web webmail webmaster websocket welcome whoami ws
  www you`
    .split(/\s+/),
);

/** Whether a username is reserved. Dots and underscores do not make it a different name. */
export function isReservedUsername(username: string): boolean {
  return RESERVED.has(username.replace(/[._]/g, ""));
}
