/** With so many left, or fewer, backup codes are running low. */
export const FEW_BACKUP_CODES = 3;
