import Bowser from 'bowser';

/** "Firefox on Windows", or undefined when the user agent tells nothing. */
export function nameFromUserAgent(userAgent: string | null): string | undefined {
  if (!userAgent) return undefined;
  const { browser, os, platform } = Bowser.parse(userAgent);
  const system = os.name ?? platform.type;
  if (browser.name && system) return `${browser.name} on ${system}`;
  return browser.name || system || undefined;
}
