import HelpOutlineOutlined from '@mui/icons-material/HelpOutlineOutlined';
import InfoOutlined from '@mui/icons-material/InfoOutlined';
import LogoutOutlined from '@mui/icons-material/LogoutOutlined';
import {
  Avatar,
  Box,
  Divider,
  IconButton,
  ListItemIcon,
  ListItemText,
  Menu,
  MenuItem,
  Typography,
} from '@mui/material';
import { useId, useState } from 'react';
import { Link } from 'react-router-dom';
import { useBrand } from '../api/brand';
import { signOut } from '../api/session';
import { askBeforeLeaving } from '../api/unsaved';
import { besideThis } from '../components/HelpLine';
import { useAction } from '../components/useAction';
import { useTexts } from '../i18n/texts';
import { useMe } from '../session/me';

export function AccountMenu() {
  const { t } = useTexts();
  const { login, displayName, permissions } = useMe();
  const { run } = useAction();
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const id = useId();
  const name = displayName ?? login;
  const leave = () => {
    setAnchor(null);
    askBeforeLeaving(() => void run(signOut));
  };
  return (
    <>
      <IconButton
        aria-label={`${t('frame.account')}: ${name}`}
        aria-haspopup="menu"
        aria-expanded={anchor !== null}
        aria-controls={anchor ? id : undefined}
        onClick={(event) => setAnchor(event.currentTarget)}
        sx={{ p: 0.5, borderRadius: '50%' }}
      >
        <Avatar
          sx={{
            width: 32,
            height: 32,
            fontSize: '0.875rem',
            fontWeight: 600,
            bgcolor: 'primary.main',
            color: 'primary.contrastText',
          }}
        >
          {[...name][0]?.toUpperCase()}
        </Avatar>
      </IconButton>
      <Menu id={id} anchorEl={anchor} open={anchor !== null} onClose={() => setAnchor(null)}>
        <Box role="presentation" sx={{ px: 2.25, pt: 0.75, pb: 1.25, maxWidth: 280 }}>
          <Typography noWrap sx={{ fontWeight: 600, fontSize: '0.9375rem' }}>
            {name}
          </Typography>
          {displayName !== null && (
            <Typography noWrap variant="body2" color="textSecondary">
              {login}
            </Typography>
          )}
        </Box>
        <Divider role="presentation" sx={{ mb: 0.75 }} />
        <Help onClose={() => setAnchor(null)} />
        {permissions.includes('SYSTEM_READ') && (
          <MenuItem component={Link} to="/about" onClick={() => setAnchor(null)}>
            <ListItemIcon>
              <InfoOutlined fontSize="small" />
            </ListItemIcon>
            <ListItemText>{t('admin.about.title')}</ListItemText>
          </MenuItem>
        )}
        <MenuItem onClick={leave}>
          <ListItemIcon>
            <LogoutOutlined fontSize="small" />
          </ListItemIcon>
          <ListItemText>{t('frame.signOut')}</ListItemText>
        </MenuItem>
      </Menu>
    </>
  );
}

/** Whom to ask, where an administrator has said so. */
function Help({ onClose }: { onClose: () => void }) {
  const { t } = useTexts();
  const { helpUrl, helpText } = useBrand();
  if (helpUrl === null && helpText === null) return null;
  const words = (
    <>
      <ListItemIcon>
        <HelpOutlineOutlined fontSize="small" />
      </ListItemIcon>
      <ListItemText
        primary={t('help.title')}
        secondary={helpText}
        slotProps={{ secondary: { sx: { whiteSpace: 'normal', overflowWrap: 'anywhere' } } }}
        sx={{ maxWidth: 260 }}
      />
    </>
  );
  if (helpUrl !== null) {
    return (
      <MenuItem component="a" href={helpUrl} {...besideThis(helpUrl)} onClick={onClose}>
        {words}
      </MenuItem>
    );
  }
  return (
    <Box role="presentation" sx={{ display: 'flex', alignItems: 'center', px: 2, py: 0.5 }}>
      {words}
    </Box>
  );
}
