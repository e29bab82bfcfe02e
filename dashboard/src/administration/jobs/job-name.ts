import type { Catalogue } from '../../i18n/catalogue';

/** What a job is called; one that is not known stays as it is. */
export const jobName = ({ admin }: Catalogue, name: string): string =>
  (admin.jobs.names as Record<string, string>)[name] ?? name;
