import { IsNull, MoreThan, Not } from 'typeorm';
import { type Clock, DAY } from '../../platform/clock.js';
import type { Database } from '../../platform/database/database.js';
import { AuthenticatorApp } from './authenticator-app.entity.js';

const LOOK_BACK = 7 * DAY;
const SAMPLE = 1000;
// People type slowly, so a quarter of the codes or so are a step late anyway: fewer than these prove nothing.
const FEWEST = 10;

export interface CommonSkew {
  /** How many of the accounts looked at are off this way. */
  accounts: number;
  /** Of these, the one in the middle; above 0 the apps are ahead, so the server is behind. */
  steps: number;
}

/**
 * What most apps are off by, in time steps, judged by the latest code of each; null when they do not agree. Phones
 * keep good time, so what most agree on is the server's own error.
 */
export async function commonSkew(database: Database, clock: Clock): Promise<CommonSkew | null> {
  const apps = await database.manager.find(AuthenticatorApp, {
    select: { accountId: true, clockSkew: true },
    where: { lastUsedAt: MoreThan(clock.now() - LOOK_BACK), clockSkew: Not(IsNull()) },
    order: { lastUsedAt: 'DESC' },
    take: SAMPLE,
  });
  if (apps.length < FEWEST) return null;
  const skews = apps.map(({ clockSkew }) => clockSkew ?? 0);
  for (const off of [skews.filter((steps) => steps > 0), skews.filter((steps) => steps < 0)]) {
    const middle = off.toSorted((a, b) => a - b)[Math.floor(off.length / 2)];
    if (off.length > skews.length / 2 && middle !== undefined) return { accounts: off.length, steps: middle };
  }
  return null;
}
