import type { Family } from './command.js';

export const migrateCommand: Family = (program, { onServices }) => {
  program
    .command('migrate')
    .summary('brings the database’s schema up to date')
    .description('Brings the database’s schema up to date, as every start does, and does nothing else.')
    // Opening the database has done it.
    .action(() => onServices(() => ({ data: { migrated: true }, lines: ['The schema is up to date.'] })));
};
