import TokenOutlined from '@mui/icons-material/TokenOutlined';
import { lazy } from 'react';
import { Resource } from 'react-admin';
import type { AdminResource } from '../resource';
import { nothingBelow } from '../lists/nothing-below';
import { getTokens } from './provider';

const TokensPage = lazy(() => import('./TokensPage'));

export const tokens: AdminResource = {
  navigation: { to: '/tokens', label: 'admin.tokens.title', icon: TokenOutlined },
  needs: 'ACCOUNTS_READ',
  routes: (
    <Resource key="tokens" name="tokens" list={TokensPage}>
      {nothingBelow}
    </Resource>
  ),
  list: { name: 'tokens', get: getTokens },
};
