import DevicesOutlined from '@mui/icons-material/DevicesOutlined';
import HistoryOutlined from '@mui/icons-material/HistoryOutlined';
import MailLockOutlined from '@mui/icons-material/MailLockOutlined';
import ShieldOutlined from '@mui/icons-material/ShieldOutlined';
import type { SvgIconComponent } from '@mui/icons-material';
import type { TextKey } from '../i18n/catalogue';

export interface NavigationEntry {
  to: string;
  label: TextKey;
  icon: SvgIconComponent;
  /** Lit only at this very address, not at those below it. */
  end?: boolean;
}

export const OWN_ACCOUNT: NavigationEntry[] = [
  { to: '/security', label: 'frame.security', icon: ShieldOutlined, end: true },
  { to: '/security/devices', label: 'frame.devices', icon: DevicesOutlined },
  { to: '/security/app-passwords', label: 'frame.appPasswords', icon: MailLockOutlined },
  { to: '/security/activity', label: 'frame.activity', icon: HistoryOutlined },
];
