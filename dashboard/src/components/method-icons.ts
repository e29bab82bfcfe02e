import KeyOutlined from '@mui/icons-material/KeyOutlined';
import PhoneIphoneOutlined from '@mui/icons-material/PhoneIphoneOutlined';
import PinOutlined from '@mui/icons-material/PinOutlined';

export const METHOD_ICONS = {
  AUTHENTICATOR_APP: PhoneIphoneOutlined,
  SECURITY_KEY: KeyOutlined,
  BACKUP_CODE: PinOutlined,
};
