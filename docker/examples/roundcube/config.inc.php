<?php
// Roundcube 1.6 signs in by Latchkey and hands the access token to the mail server. Its application in Latchkey has the
// redirect URI https://mail.example.org/index.php/login/oauth, the scopes openid, profile and mail, a secret that is sent
// in the body (CLIENT_SECRET_POST), refresh tokens, and no PKCE, which Roundcube 1.6 does not send.
$config['oauth_provider'] = 'generic';
$config['oauth_provider_name'] = 'Latchkey';
$config['oauth_client_id'] = 'CLIENT';
$config['oauth_client_secret'] = 'SECRET';
$config['oauth_auth_uri'] = 'https://auth.example.org/oauth2/authorize';
$config['oauth_token_uri'] = 'https://auth.example.org/oauth2/token';
$config['oauth_identity_uri'] = 'https://auth.example.org/oauth2/userinfo';
$config['oauth_identity_fields'] = ['preferred_username'];
$config['oauth_scope'] = 'openid profile mail';

// Straight to the sign-in page, for Roundcube's own form would ask for a password that no mailbox opens to.
$config['oauth_login_redirect'] = true;

// Dovecot, as the examples beside this one configure it.
$config['imap_host'] = 'dovecot:143';
