import type { MailRelay } from './mail-relay.js';

/** The link in the latest mail to an address. */
export function linkSentTo(relay: MailRelay, address: string): string {
  const mail = relay.received.findLast(({ to }) => to.includes(address))?.mail;
  const link = /https?:\/\/\S+#\S+/.exec(mail?.text ?? '')?.[0];
  if (link === undefined) throw new Error(`No link was sent to ${address}`);
  return link;
}
