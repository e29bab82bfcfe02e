import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/** A certificate that nobody but its holder has signed. */
export function selfSigned(
  folder: string,
  names = 'DNS:localhost,IP:127.0.0.1',
): { certificate: string; key: string } {
  const [certificate, key] = [join(folder, 'certificate.pem'), join(folder, 'key.pem')];
  execFileSync(
    'openssl',
    `req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=127.0.0.1
     -addext subjectAltName=${names} -keyout ${key} -out ${certificate}`.split(/\s+/),
    { stdio: 'ignore' },
  );
  return { certificate, key };
}
