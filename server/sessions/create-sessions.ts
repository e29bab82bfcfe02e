import type { Ground } from '../accounts/ground.js';
import type { AccountScopes } from '../platform/paging/account-scope.js';
import type { Platform } from '../platform/create-platform.js';
import { DeviceCleanUp } from './devices/device-clean-up.js';
import { DeviceList } from './devices/device-list.js';
import { AccountDevicesResolver, DevicesResolver } from './devices/devices.resolver.js';
import { DevicesService } from './devices/devices.service.js';
import { EnrolmentResolver } from './proofs/enrolment.resolver.js';
import { ProofsService } from './proofs/proofs.service.js';
import { MachinesService } from './service-accounts/machines.service.js';
import { ServiceAccountsResolver } from './service-accounts/service-accounts.resolver.js';
import { ServiceAccountsService } from './service-accounts/service-accounts.service.js';
import { ServiceTokensService } from './service-accounts/service-tokens.service.js';
import { SessionsService } from './sessions.service.js';
import { SignedTokens } from './tokens/signed-tokens.js';
import { TokenList } from './tokens/token-list.js';
import { AccountTokensResolver, TokensResolver } from './tokens/tokens.resolver.js';
import { TokensService } from './tokens/tokens.service.js';

export type Sessions = ReturnType<typeof createSessions>;

/** Who is signed in, where, and what they have proved. */
export function createSessions({
  platform: { keys, laterWrites, places },
  ground,
  scopes,
  deviceRetentionDays,
}: {
  platform: Platform;
  ground: Ground;
  scopes: AccountScopes;
  deviceRetentionDays: number;
}) {
  const { database, clock, settings } = ground;
  const signed = new SignedTokens(keys, clock);
  const devices = new DevicesService(ground);
  const tokens = new TokensService({ ...ground, signed, devices });
  const sessions = new SessionsService({ ...ground, signed, devices, later: laterWrites });
  const proofs = new ProofsService({ ...ground, sessions, tokens });
  const serviceAccounts = new ServiceAccountsService(ground);
  const serviceTokens = new ServiceTokensService(ground);
  const deviceCleanUp = new DeviceCleanUp({
    ...ground,
    retentionDays: deviceRetentionDays,
    signedIn: (ids) => tokens.devicesSignedIn(ids),
  });
  return {
    signedTokens: signed,
    devices,
    deviceList: new DeviceList(database, clock, settings, scopes),
    tokens,
    tokenList: new TokenList(database, clock, settings, scopes),
    sessions,
    proofs,
    machines: new MachinesService({ database, clock, later: laterWrites }),
    serviceAccounts,
    serviceTokens,
    sweeps: {
      tokens: () => tokens.sweepExpired(),
      serviceTokens: () => serviceTokens.sweepEnded(),
      proofs: () => proofs.sweepOld(),
      endedTrust: () => deviceCleanUp.sweepEndedTrust(),
      devices: () => deviceCleanUp.sweepUnseen(),
    },
    resolvers: [
      new DevicesResolver(devices, tokens, places),
      new AccountDevicesResolver(devices),
      new TokensResolver(tokens, devices),
      new AccountTokensResolver(tokens),
      new EnrolmentResolver(proofs),
      new ServiceAccountsResolver(serviceAccounts, serviceTokens),
    ],
  };
}
