import { randomBytes } from 'node:crypto';
import { ScureBase32Plugin } from 'otplib';
import { expect, test } from 'vitest';
import { appCode, oathtoolCode } from '../../support/totp.js';

test('oathtool, which shares nothing with our server, computes the codes that the tests compute', () => {
  const base32 = new ScureBase32Plugin();
  for (let round = 0; round < 20; round++) {
    const bytes = randomBytes(round % 2 === 0 ? 20 : 10);
    const secret = base32.encode(bytes);
    const moment = bytes.readUInt32BE(0) * 1000;
    expect(appCode(secret, moment), `${secret} at ${moment}`).toBe(oathtoolCode(secret, moment));
  }
});
