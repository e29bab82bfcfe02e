import type { AccountTransferService } from '../../accounts/account-transfer.service.js';
import type { ContactsService } from '../../accounts/contacts/contacts.service.js';
import { normaliseLogin, normaliseName } from '../../accounts/login.js';
import type { GroupsService } from '../../accounts/groups/groups.service.js';
import type { PasswordLinksService } from '../../accounts/password-links/password-links.service.js';
import { Refusal } from '../../platform/refusal.js';
import type { Session } from '../../platform/acting/session.js';
import { readSheet, type SheetRow } from './account-sheet.js';
import { MAY_DO_MORE } from './import-plan.js';
import type { ImportService } from './import.service.js';

export interface ImportedRow extends SheetRow {
  result: 'NEW' | 'EXISTS' | 'REFUSED';
  /** Whether a link to choose a password was mailed. */
  invited: boolean;
}

/** Accounts from a table that an administrator uploads. Each person chooses the password by a link. */
export class AccountSheetService {
  constructor(
    private readonly needs: {
      import: ImportService;
      groups: GroupsService;
      transfer: AccountTransferService;
      contacts: ContactsService;
      passwordLinks: PasswordLinksService;
      mailConfigured: boolean;
    },
  ) {}

  /**
   * What becomes, or with `dryRun` would become, of each row. Accounts that exist stay as they are, but for groups that they
   * are added to, so the same table can be imported again. Throws BAD_USER_INPUT as readSheet does.
   */
  async import(
    session: Session,
    csv: string,
    { dryRun, createGroups }: { dryRun: boolean; createGroups: boolean },
  ): Promise<ImportedRow[]> {
    const sheet = await readSheet(csv);
    const rows = createGroups ? sheet : await this.withKnownGroups(sheet);
    const good = rows.filter((row): row is SheetRow & { login: string } => row.problem === null);
    const results = new Map<number, 'NEW' | 'EXISTS'>();
    const above = new Set<number>();
    const entries = toEntries(good, this.needs.mailConfigured);
    const options = { dryRun, createAccounts: true, createGroups, passwordsByLink: true };
    for await (const { line, result, remark } of this.needs.import.run(session, entries, options)) {
      if (remark === MAY_DO_MORE) above.add(line);
      else results.set(line, result === 'created' ? 'NEW' : 'EXISTS');
    }
    const created = good.filter(({ line }) => results.get(line) === 'NEW');
    const invited = dryRun ? new Set<number>() : await this.invite(session, created);
    return rows.map((row) => ({
      ...row,
      problem: above.has(row.line) ? 'RIGHTS' : row.problem,
      result: results.get(row.line) ?? 'REFUSED',
      invited: invited.has(row.line),
    }));
  }

  private async withKnownGroups(rows: readonly SheetRow[]): Promise<SheetRow[]> {
    const known = await this.needs.groups.named(rows.flatMap(({ groups }) => groups));
    return rows.map((row) => {
      const isKnown = row.groups.every((name) => known.has(normaliseName(name)));
      return isKnown || row.problem !== null ? row : { ...row, problem: 'GROUP' as const };
    });
  }

  /** The lines of those to whom a link was mailed; the others are handed theirs by an administrator. */
  private async invite(
    session: Session,
    rows: readonly (SheetRow & { login: string })[],
  ): Promise<Set<number>> {
    const invited = new Set<number>();
    if (!this.needs.mailConfigured) return invited;
    const accounts = await this.needs.transfer.byLoginKeys(rows.map(({ login }) => normaliseLogin(login)));
    for (const { line, login, email } of rows) {
      const account = accounts.get(normaliseLogin(login));
      if (!account || this.needs.contacts.addressOf({ email }, login) === null) continue;
      try {
        await this.needs.passwordLinks.issue(session, account.id);
        invited.add(line);
      } catch (error) {
        // One address has had too many mails today: the others get theirs.
        if (!(error instanceof Refusal) || error.code !== 'TOO_MANY_ATTEMPTS') throw error;
      }
    }
    return invited;
  }
}

async function* toEntries(rows: readonly SheetRow[], isInvitedThere: boolean) {
  for (const { line, login, displayName, role, requireTwoFactor, groups, email, locale } of rows) {
    const fields = { login, displayName, role, requireTwoFactor, groups };
    yield await Promise.resolve({ line, fields, contact: { email, locale, isInvitedThere } });
  }
}
