import protobuf from 'protobufjs';
import { named } from './otpauth.js';
import { invalid, type OtpEntry, toBase32 } from './totp-secret.js';

// What Google Authenticator puts into the QR codes of "Transfer accounts", as it is known from outside.
const { root } = protobuf.parse(`
  syntax = "proto3";
  message Payload {
    message Parameters {
      bytes secret = 1;
      string name = 2;
      string issuer = 3;
      int32 algorithm = 4;
      int32 digits = 5;
      int32 type = 6;
    }
    repeated Parameters otp_parameters = 1;
  }
`);
const Payload = root.lookupType('Payload');

interface Decoded {
  otpParameters?: {
    secret: Uint8Array;
    name: string;
    issuer: string;
    algorithm: number;
    digits: number;
    type: number;
  }[];
}

// Enumerations; 0 stands for what is usual.
const ALGORITHMS = ['sha1', 'sha1', 'sha256', 'sha512', 'md5'];
const DIGITS = [6, 6, 8];
const TYPES = ['totp', 'hotp', 'totp'];

/** The accounts in one `otpauth-migration://offline?data=…` URI. Throws BAD_USER_INPUT. */
export function migrationEntries(uri: string): OtpEntry[] {
  let decoded: Decoded;
  try {
    // Unescaped by hand where people copied it: "+" must not become a blank.
    const data = new URL(uri.trim().replaceAll('+', '%2B')).searchParams.get('data') ?? '';
    const message = Payload.decode(Buffer.from(data, 'base64'));
    decoded = Payload.toObject(message, { defaults: true, arrays: true });
  } catch {
    throw invalid('This is not a whole otpauth-migration:// URI.');
  }
  const entries = decoded.otpParameters ?? [];
  if (entries.length === 0) throw invalid('This otpauth-migration:// URI holds no accounts.');
  return entries.map(({ secret, name, issuer, algorithm, digits, type }) => ({
    type: TYPES[type] ?? 'unknown',
    secret: toBase32(secret),
    ...named(name, issuer),
    algorithm: ALGORITHMS[algorithm] ?? 'unknown',
    digits: DIGITS[digits] ?? 0,
    period: 30,
  }));
}
