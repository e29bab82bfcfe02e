import type { FactorPlugin } from '../plugin.js';
import { BackupCode } from './backup-code.entity.js';
import { BackupCodesResolver } from './backup-codes.resolver.js';
import { BackupCodesService } from './backup-codes.service.js';
import { ImportedCodes, sealedDigests } from './imported-codes.js';
import { PendingBackupCodes } from './pending-backup-codes.entity.js';

export const backupCodes: FactorPlugin<{ factor: BackupCodesService; imported: ImportedCodes }> = {
  described: { method: 'BACKUP_CODE', as: 'One of ten codes kept for when no other method is at hand.' },
  entities: [BackupCode, PendingBackupCodes],
  sealed: [sealedDigests],
  verification: {
    name: 'verifyBackupCode',
    description: 'Step two, with a backup code. Each works once; case and separators do not matter.',
    code: 'A backup code; case and separators do not matter.',
    hashes: 1,
  },
  create(needs) {
    const imported = new ImportedCodes(needs);
    return { factor: new BackupCodesService({ ...needs, imported }), imported };
  },
  resolverClasses: [BackupCodesResolver],
  resolvers: ({ factor }, twoFactor) => [new BackupCodesResolver(factor, twoFactor)],
};
