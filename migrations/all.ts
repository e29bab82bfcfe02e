import { CreateTables1795478400000 } from './1795478400000-create-tables.js';

/** In order; each runs once, on MySQL/MariaDB and SQLite alike. */
export const migrations = [CreateTables1795478400000];
