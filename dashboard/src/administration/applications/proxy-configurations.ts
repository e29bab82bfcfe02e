import { root } from '../../api/root';
import { type ConfigurationFile, type Given, publicUrl } from './configurations';

// Not the public address: a proxy in front of it would replace what this one says of the application's host.
const LATCHKEY = 'http://latchkey:4000';
const path = root.replace(/\/$/, '');
const scheme = new URL(publicUrl).protocol.slice(0, -1);

const HEADERS = ['User', 'Account', 'Name', 'Email', 'Groups', 'Factor'];

export const nginx = ({ hosts }: Given): ConfigurationFile[] =>
  hosts.map((host) => ({ name: `nginx: ${host}`, text: nginxServer(host) }));

const nginxServer = (host: string): string => `server {
  listen ${scheme === 'https' ? '443 ssl' : '80'};
  server_name ${hostname(host)};
  # Never $host, which the client chooses.
  set $latchkey_host ${host};

  auth_request /latchkey-check;
  auth_request_set $latchkey_location $upstream_http_location;
${HEADERS.map((name) => `  auth_request_set $latchkey_${name.toLowerCase()} $upstream_http_x_latchkey_${name.toLowerCase()};`).join('\n')}
  error_page 401 = @latchkey_sign_in;
  error_page 403 = @latchkey_refused;

  location / {
${HEADERS.map((name) => `    proxy_set_header X-Latchkey-${name} $latchkey_${name.toLowerCase()};`).join('\n')}
    proxy_set_header Host $http_host;
    proxy_pass http://APPLICATION:PORT;
  }
  location = /latchkey-check {
    internal;
    auth_request off;
    proxy_pass ${LATCHKEY}${path}/auth/forward;
    proxy_pass_request_body off;
    proxy_set_header Content-Length "";
${nginxForwarded}
  }
  location /.latchkey/ {
    auth_request off;
    proxy_pass ${LATCHKEY}${path === '' ? '' : `${path}/.latchkey/`};
${nginxForwarded}
  }
  location @latchkey_sign_in {
    auth_request off;
    if ($latchkey_location) {
      return 302 $latchkey_location;
    }
    return 401;
  }
  location @latchkey_refused {
    auth_request off;
    rewrite ^ ${path}/auth/forward break;
    proxy_pass ${LATCHKEY};
    proxy_method GET;
    proxy_pass_request_body off;
    proxy_set_header Content-Length "";
${nginxForwarded}
  }
}
`;

const nginxForwarded = `    proxy_set_header X-Forwarded-Host $latchkey_host;
    proxy_set_header X-Forwarded-Proto ${scheme};
    proxy_set_header X-Forwarded-Uri $request_uri;
    proxy_set_header X-Forwarded-Method $request_method;
    proxy_set_header X-Forwarded-For $remote_addr;`;

export const caddy = ({ hosts }: Given): ConfigurationFile[] => [
  {
    name: 'Caddyfile',
    text: `${hosts.map((host) => `${scheme}://${host}`).join(', ')} {
	request_header -X-Latchkey*
	request_header -X_Latchkey*
	request_header -X.Latchkey*
	route {
		${
      path === ''
        ? `reverse_proxy /.latchkey/* ${LATCHKEY}`
        : `handle /.latchkey/* {\n\t\t\trewrite * ${path}{uri}\n\t\t\treverse_proxy ${LATCHKEY}\n\t\t}`
    }
		forward_auth ${LATCHKEY} {
			uri ${path}/auth/forward?answer=302
			copy_headers ${HEADERS.map((name) => `X-Latchkey-${name}`).join(' ')}
		}
		reverse_proxy http://APPLICATION:PORT
	}
}
`,
  },
];

export const traefik = ({ hosts }: Given): ConfigurationFile[] => [
  {
    name: 'Traefik',
    text: `http:
  routers:
    application:
      rule: ${hosts.map((host) => `Host(\`${hostname(host)}\`)`).join(' || ')}
      entryPoints: [${scheme === 'https' ? 'websecure' : 'web'}]${scheme === 'https' ? '\n      tls: {}' : ''}
      middlewares: [latchkey]
      service: application
    application-latchkey:
      rule: (${hosts.map((host) => `Host(\`${hostname(host)}\`)`).join(' || ')}) && PathPrefix(\`/.latchkey/\`)
      entryPoints: [${scheme === 'https' ? 'websecure' : 'web'}]${scheme === 'https' ? '\n      tls: {}' : ''}${path === '' ? '' : '\n      middlewares: [latchkey-path]'}
      service: latchkey
  middlewares:
    latchkey:
      forwardAuth:
        address: ${LATCHKEY}${path}/auth/forward?answer=302
        trustForwardHeader: false
        authResponseHeaders:
${HEADERS.map((name) => `          - X-Latchkey-${name}`).join('\n')}${path === '' ? '' : `\n    latchkey-path:\n      addPrefix:\n        prefix: ${path}`}
  services:
    application:
      loadBalancer:
        servers: [{ url: http://APPLICATION:PORT }]
    latchkey:
      loadBalancer:
        servers: [{ url: ${LATCHKEY} }]
`,
  },
];

/** Without a port, which names no server. */
const hostname = (host: string): string => new URL(`${scheme}://${host}`).hostname;
