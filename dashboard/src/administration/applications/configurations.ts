import { root } from '../../api/root';

/** What of an application its program is told. */
export interface Given {
  clientId: string;
  secret: string;
  scopes: string;
  hosts: readonly string[];
}

export interface ConfigurationFile {
  /** The file's usual place, or the program that a command is for. */
  name: string;
  text: string;
}

/** Where this installation is, without a slash at its end. */
export const publicUrl = new URL(root, window.location.origin).href.replace(/\/$/, '');

export const ENDPOINTS = {
  discovery: `${publicUrl}/.well-known/openid-configuration`,
  authorization: `${publicUrl}/oauth2/authorize`,
  token: `${publicUrl}/oauth2/token`,
  userinfo: `${publicUrl}/oauth2/userinfo`,
  keys: `${publicUrl}/oauth2/jwks`,
  introspection: `${publicUrl}/oauth2/introspect`,
  signOut: `${publicUrl}/oauth2/sign-out`,
};

// Neither client identifiers nor our secrets hold a character that would end a string in one of these files.

export const roundcube = ({ clientId, secret, scopes }: Given): ConfigurationFile[] => [
  {
    name: 'config/config.inc.php',
    text: `$config['oauth_provider'] = 'generic';
$config['oauth_client_id'] = '${clientId}';
$config['oauth_client_secret'] = '${secret}';
$config['oauth_auth_uri'] = '${ENDPOINTS.authorization}';
$config['oauth_token_uri'] = '${ENDPOINTS.token}';
$config['oauth_identity_uri'] = '${ENDPOINTS.userinfo}';
$config['oauth_identity_fields'] = ['preferred_username'];
$config['oauth_scope'] = '${scopes}';
$config['oauth_login_redirect'] = true;
`,
  },
];

export const nextcloud = ({ clientId, secret, scopes }: Given): ConfigurationFile[] => [
  {
    name: 'occ',
    text: `occ app:install user_oidc
occ user_oidc:provider latchkey \\
  --clientid='${clientId}' \\
  --clientsecret='${secret}' \\
  --discoveryuri='${ENDPOINTS.discovery}' \\
  --scope='${scopes}' \\
  --mapping-uid=preferred_username \\
  --unique-uid=0
`,
  },
];

export const sogo = ({ clientId, secret, scopes }: Given): ConfigurationFile[] => [
  {
    name: '/etc/sogo/sogo.conf',
    text: `SOGoAuthenticationType = openid;
SOGoXSRFValidationEnabled = NO;
OCSOpenIdURL = "mysql://sogo:PASSWORD@localhost:3306/sogo/sogo_openid";
SOGoOpenIdConfigUrl = "${ENDPOINTS.discovery}";
SOGoOpenIdClient = "${clientId}";
SOGoOpenIdClientSecret = "${secret}";
SOGoOpenIdScope = "${scopes}";
SOGoOpenIdEmailParam = "preferred_username";
SOGoOpenIdEnableRefreshToken = YES;
SOGoOpenIdLogoutEnabled = YES;
NGImap4AuthMechanism = xoauth2;
SOGoSMTPAuthenticationType = xoauth2;
`,
  },
];

export const grafana = ({ clientId, secret, scopes }: Given): ConfigurationFile[] => [
  {
    name: '/etc/grafana/grafana.ini',
    text: `[auth.generic_oauth]
enabled = true
name = Latchkey
client_id = ${clientId}
client_secret = ${secret}
scopes = ${scopes}
auth_url = ${ENDPOINTS.authorization}
token_url = ${ENDPOINTS.token}
api_url = ${ENDPOINTS.userinfo}
login_attribute_path = preferred_username
auth_style = InHeader
use_pkce = true
use_refresh_token = true
`,
  },
];

/** The secret stands in the address, and the scope must be asked for: otherwise any application's token would do. */
export const dovecot = ({ clientId, secret }: Given): ConfigurationFile[] => [
  {
    name: '/etc/dovecot/conf.d/10-auth.conf',
    text: `auth_mechanisms = plain xoauth2 oauthbearer
passdb {
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = /etc/dovecot/dovecot-oauth2.conf.ext
}
`,
  },
  {
    name: '/etc/dovecot/dovecot-oauth2.conf.ext',
    text: `introspection_mode = post
introspection_url = ${ENDPOINTS.introspection.replace('//', `//${clientId}:${secret}@`)}
username_attribute = username
active_attribute = active
active_value = true
scope = mail
`,
  },
  {
    name: '/etc/dovecot/conf.d/10-master.conf',
    text: `service auth {
  unix_listener /var/spool/postfix/private/auth {
    mode = 0660
    user = postfix
    group = postfix
  }
}
`,
  },
  {
    name: '/etc/postfix/master.cf',
    text: `submission inet n - y - - smtpd
  -o smtpd_tls_security_level=encrypt
  -o smtpd_sasl_auth_enable=yes
  -o smtpd_sasl_type=dovecot
  -o smtpd_sasl_path=private/auth
  -o smtpd_relay_restrictions=permit_sasl_authenticated,reject
`,
  },
];

/** In front of a DAV server; a cached answer would outlive a session that has ended. */
export const apache = ({ clientId, secret }: Given): ConfigurationFile[] => [
  {
    name: '/etc/apache2/conf-available/latchkey.conf',
    text: `OIDCOAuthIntrospectionEndpoint "${ENDPOINTS.introspection}"
OIDCOAuthIntrospectionEndpointAuth client_secret_basic
OIDCOAuthClientID "${clientId}"
OIDCOAuthClientSecret "${secret}"
OIDCOAuthRemoteUserClaim username

<Location "/">
  AuthType oauth20
  OIDCOAuthTokenIntrospectionInterval -1
  OIDCPassClaimsAs none
  Require claim "scope~(^| )dav( |$)"
  RequestHeader set X-Remote-User "expr=%{REMOTE_USER}"
  RequestHeader unset Authorization
  ProxyPass "http://radicale:5232/"
</Location>
`,
  },
];
