import type { RequestHandler } from 'express';
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
}): RequestHandler[] => [
  helmet({
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
  }),
  (_request, response, next) => {
    response.set('Permissions-Policy', PERMISSIONS);
    next();
  },
];
