import { z } from 'zod';
import type { Acting } from '../../platform/acting/guard.js';
import { Refusal } from '../../platform/refusal.js';
import type { Application } from './application.entity.js';
import { type ApplicationSettings, settingsOf } from './application-rules.js';
import type { ApplicationsService, NewApplication } from './applications.service.js';

const applicationRecord = z.strictObject({
  kind: z.enum(['OIDC', 'FORWARD']),
  name: z.string(),
  clientId: z.string().nullish(),
  redirectUris: z.array(z.string()).optional(),
  postLogoutRedirectUris: z.array(z.string()).optional(),
  backchannelLogoutUri: z.string().nullish(),
  scopes: z.array(z.string()).optional(),
  signingAlgorithm: z.enum(['RS256', 'ES256']).optional(),
  tokenEndpointAuthMethod: z.enum(['CLIENT_SECRET_BASIC', 'CLIENT_SECRET_POST', 'NONE']).optional(),
  requirePkce: z.boolean().optional(),
  refreshTokens: z.boolean().optional(),
  mayIntrospect: z.boolean().optional(),
  mayEnter: z.enum(['EVERYONE', 'ADMINISTRATORS']).optional(),
  requireSecondFactor: z.boolean().optional(),
  maxAge: z.int().nullish(),
  enabled: z.boolean().optional(),
  hosts: z.array(z.string()).optional(),
});

/** What an application is without its secrets, which are hashed, and without what only this database calls it. */
export type ApplicationRecord = { kind: Application['kind'] } & ApplicationSettings;

export interface ImportedApplication {
  name: string;
  clientId: string | null;
  result: 'created' | 'unchanged' | 'refused';
  /** Of a new one, for the once that it is shown; null: it has none, or was not made. */
  secret: string | null;
  remark: string | null;
}

/** Takes applications from one database to another. Secrets stay behind: each is given a new one. */
export class ApplicationTransferService {
  constructor(private readonly applications: ApplicationsService) {}

  async export(): Promise<ApplicationRecord[]> {
    const all = await this.applications.all();
    const hosts = await this.applications.hostsOf(all.map(({ id }) => id));
    return all.map((application) => ({
      kind: application.kind,
      ...settingsOf(application),
      hosts: hosts.filter(({ applicationId }) => applicationId === application.id).map(({ host }) => host),
    }));
  }

  /**
   * Creates those whose client identifiers and hosts are not taken; what is there already is left alone, so it can be
   * run again. Throws BAD_USER_INPUT for what is no list of applications.
   */
  async import(acting: Acting, json: string): Promise<ImportedApplication[]> {
    const outcomes: ImportedApplication[] = [];
    for (const record of parsed(json)) {
      const about = { name: record.name, clientId: record.clientId ?? null };
      try {
        const { application, secret } = await this.applications.create(acting, given(record));
        outcomes.push({ ...about, clientId: application.clientId, result: 'created', secret, remark: null });
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        const result = error.code === 'CONFLICT' ? 'unchanged' : 'refused';
        outcomes.push({ ...about, result, secret: null, remark: error.message });
      }
    }
    return outcomes;
  }
}

function parsed(json: string): z.infer<typeof applicationRecord>[] {
  const result = z.array(applicationRecord).safeParse(fromJson(json));
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new Refusal(
    'BAD_USER_INPUT',
    `This is no export of applications: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`,
  );
}

function fromJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw new Refusal('BAD_USER_INPUT', 'This is no export of applications: it is not JSON.');
  }
}

const given = ({ kind, name, ...settings }: z.infer<typeof applicationRecord>): NewApplication => ({
  kind,
  name,
  ...(Object.fromEntries(
    Object.entries(settings).filter(([, value]) => value != null),
  ) as Partial<ApplicationSettings>),
});
