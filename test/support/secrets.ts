const NAMES_OF_SECRETS = /(password|token|secret|challenge|cookie|otpauthUri|backupCodes)$|^codes?$/i;
const SHORTEST = 8;
const APP_CODE = /^\d{6}$/;

// Whatever their value, these have no place in a log.
const SHAPES = [/(?<![\w-])lks?_[\w-]{20,}/, /\$argon2/, /otpauth:\/\//, /-----BEGIN/];

const seen = new Map<string, Set<string>>();

const of = (serverUrl: string): Set<string> => {
  const known = seen.get(serverUrl) ?? new Set();
  seen.set(serverUrl, known);
  return known;
};

/** Remembers what a test sent to a server or had from it under the name of a secret. */
export function rememberSecrets(serverUrl: string, value: unknown, name = ''): void {
  if (typeof value === 'string') {
    if (!NAMES_OF_SECRETS.test(name)) return;
    if (value.length >= SHORTEST || APP_CODE.test(value)) of(serverUrl).add(value);
  } else if (Array.isArray(value)) {
    for (const item of value) rememberSecrets(serverUrl, item, name);
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) rememberSecrets(serverUrl, item, key);
  }
}

/** Throws when a line holds a secret that a test used with this server, or anything of a secret's shape. */
export function refuseSecretsIn(lines: readonly string[], serverUrl: string, more: readonly string[]): void {
  const known = [...of(serverUrl), ...more];
  for (const line of lines) {
    const found =
      known.find((secret) => (APP_CODE.test(secret) ? holdsNumber(line, secret) : line.includes(secret))) ??
      SHAPES.find((shape) => shape.test(line))?.source;
    if (found !== undefined) throw new Error(`A log line holds a secret (${found}): ${line}`);
  }
}

// A request's id may happen to end like a code.
const holdsNumber = (line: string, digits: string): boolean =>
  new RegExp(`(?<![\\w.-])${digits}(?![\\w-])`).test(line);
