import Bowser from 'bowser';

/** "Firefox on Windows", or undefined when the user agent tells nothing. */
export function nameFromUserAgent(userAgent: string | null): string | undefined {
  if (!userAgent) return undefined;
  const { browser, os, platform } = Bowser.parse(userAgent);
  const known = [browser.name, os.name ?? platform.type].filter(Boolean);
  return known.length > 0 ? known.join(' on ') : undefined;
}
