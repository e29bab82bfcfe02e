import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import helmet from 'helmet';

const PERMISSIONS = [
  'publickey-credentials-get=(self)',
  'publickey-credentials-create=(self)',
  ...['camera', 'geolocation', 'microphone', 'payment', 'usb'].map((feature) => `${feature}=()`),
].join(', ');

/** For every answer: no page may frame it, and what is no page of the dashboard may load nothing. */
export const securityHeaders = (options: {
  secure: boolean;
  /** Whether the domains below ours are known to speak https as well (RFC 6797 §6.1.2). */
  includeSubDomains: boolean;
}): Record<string, string> => {
  const protect = helmet({
    strictTransportSecurity: options.secure && { includeSubDomains: options.includeSubDomains },
    xFrameOptions: { action: 'deny' },
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
  });
  return { ...headersBy(protect), 'permissions-policy': PERMISSIONS };
};

export type Protection = (
  request: IncomingMessage,
  response: ServerResponse,
  next: (error?: unknown) => void,
) => void;

/** What Helmet sets. It is the same for all, so one request that nobody sent tells it. */
export function headersBy(protect: Protection): Record<string, string> {
  const request = new IncomingMessage(new Socket());
  const response = new ServerResponse(request);
  protect(request, response, (error?: unknown) => {
    if (error !== undefined) throw new Error('Helmet failed', { cause: error });
  });
  return Object.fromEntries(
    Object.entries(response.getHeaders()).map(([name, value]) => [name, String(value)]),
  );
}
