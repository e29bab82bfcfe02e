import Bowser from 'bowser';

/** "Firefox 142", or null where the user agent tells no version. */
export function browserName(userAgent: string | null): string | null {
  if (!userAgent) return null;
  const { name, version } = Bowser.parse(userAgent).browser;
  return name && version ? `${name} ${version.split('.')[0] ?? ''}` : null;
}
