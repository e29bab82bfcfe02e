import type { ContactsService } from '../../accounts/contacts/contacts.service.js';
import type { Ground } from '../../accounts/ground.js';
import type { DigestContent } from '../../events/notifications/digest.js';
import type { OutboxService } from '../../events/notifications/outbox.service.js';
import { changed } from '../../platform/database/prepared.js';
import type { DigestFigures } from './digest-figures.js';
import { DigestNote } from './digest-note.entity.js';
import { periodOf } from './period.js';

const READERS = 'administrators';

/**
 * Mails what there is to look at to every administrator who has an address, once a week or month. That it was sent and
 * the mails are one transaction, so that of several servers one sends them, and none that dies leaves half of them.
 */
export class AdministratorsDigestService {
  constructor(
    private readonly needs: Ground & {
      figures: DigestFigures;
      contacts: ContactsService;
      outbox: OutboxService;
      options: { mailConfigured: boolean; timeZone: string };
    },
  ) {}

  /** Queues the mails of this period, unless they were; returns how many. None where there is nothing to look at. */
  async sendDue(): Promise<number> {
    const { options, settings: stored, database, clock, figures } = this.needs;
    if (!options.mailConfigured) return 0;
    const settings = await stored.current();
    const every = settings.digestToAdministrators;
    if (every === 'OFF') return 0;
    const period = periodOf(every, clock.now(), options.timeZone);
    const note = await database.manager.findOneByOrFail(DigestNote, { readers: READERS });
    if (note.period >= period) return 0;
    // Before the transaction: counting may take a while.
    const digest = { every, ...(await figures.count(settings)) };
    return database.transaction(async (tx) => {
      if ((await stored.current(tx)).digestToAdministrators !== every) return 0;
      const sql = 'UPDATE digest_notes SET period = ? WHERE readers = ? AND period < ?';
      if ((await changed(tx, sql, [period, READERS, period])) !== 1 || digest.parts.length === 0) return 0;
      const mails = [];
      for (const { id: accountId, login } of await this.needs.contacts.administrators(tx)) {
        const { email, locale } = await this.needs.contacts.recipient(tx, accountId, login);
        if (email === null) continue;
        const payload: DigestContent = { digest, locale, accountId };
        mails.push({ channel: 'mail' as const, target: email, payload });
      }
      if (mails.length > 0) await this.needs.outbox.queue(tx, mails);
      return mails.length;
    });
  }
}
