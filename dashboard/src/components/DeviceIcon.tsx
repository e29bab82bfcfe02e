import AndroidOutlined from '@mui/icons-material/AndroidOutlined';
import AppsOutlined from '@mui/icons-material/AppsOutlined';
import ComputerOutlined from '@mui/icons-material/ComputerOutlined';
import LaptopMacOutlined from '@mui/icons-material/LaptopMacOutlined';
import LaptopWindowsOutlined from '@mui/icons-material/LaptopWindowsOutlined';
import PhoneIphoneOutlined from '@mui/icons-material/PhoneIphoneOutlined';
import TabletMacOutlined from '@mui/icons-material/TabletMacOutlined';
import Bowser from 'bowser';

const BY_SYSTEM: Partial<Record<string, typeof ComputerOutlined>> = {
  Windows: LaptopWindowsOutlined,
  macOS: LaptopMacOutlined,
  Android: AndroidOutlined,
  iOS: PhoneIphoneOutlined,
  Linux: ComputerOutlined,
};

/** What kind of device a user agent names; apps that name none get a neutral one. */
export function DeviceIcon({ userAgent }: { userAgent: string | null }) {
  if (!userAgent) return <AppsOutlined />;
  const { os, platform } = Bowser.parse(userAgent);
  if (platform.type === 'tablet') return <TabletMacOutlined />;
  const Icon = BY_SYSTEM[os.name ?? ''] ?? (platform.type === 'desktop' ? ComputerOutlined : AppsOutlined);
  return <Icon />;
}
