import Bowser from 'bowser';
import type { Device } from './device.entity.js';

/** The name that its owner gave a device, otherwise "Firefox on Windows"; undefined when neither is known. */
export const nameOfDevice = (device: Pick<Device, 'name' | 'userAgent'>): string | undefined =>
  device.name ?? nameFromUserAgent(device.userAgent);

/** A device for the audit log, which is read when the device may be forgotten. */
export function describedDevice(device: Pick<Device, 'id' | 'name' | 'userAgent'>): Record<string, string> {
  const name = nameOfDevice(device);
  return { deviceId: device.id, ...(name !== undefined && { device: name }) };
}

/** "Firefox on Windows", or undefined if the user agent reveals nothing. */
function nameFromUserAgent(userAgent: string | null): string | undefined {
  if (!userAgent) return undefined;
  const { browser, os, platform } = Bowser.parse(userAgent);
  const known = [browser.name, os.name ?? platform.type].filter(Boolean);
  return known.length > 0 ? known.join(' on ') : undefined;
}
