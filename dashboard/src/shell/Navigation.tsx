import { Box, List, ListItem, ListItemButton, ListItemIcon, ListItemText, Typography } from '@mui/material';
import { alpha } from '@mui/material/styles';
import { useId } from 'react';
import { NavLink, useMatch, useResolvedPath } from 'react-router-dom';
import { administrationOf } from '../administration/administration';
import { useTexts } from '../i18n/texts';
import { useMe } from '../session/me';
import { type NavigationEntry, OWN_ACCOUNT } from './own-account';

/** One's own pages, and the administration for administrators. */
export function Navigation({ onNavigate }: { onNavigate?: () => void }) {
  const { t } = useTexts();
  const administration = administrationOf(useMe().permissions);
  return (
    <Box component="nav" aria-label={t('frame.navigation')}>
      {administration && (
        <Group
          title={t('frame.administration')}
          entries={administration.navigation}
          onNavigate={onNavigate}
        />
      )}
      <Group title={t('frame.yourAccount')} entries={OWN_ACCOUNT} onNavigate={onNavigate} />
    </Box>
  );
}

function Group(props: { title: string; entries: NavigationEntry[]; onNavigate: (() => void) | undefined }) {
  const id = useId();
  return (
    <Box sx={{ mb: 2.5 }}>
      <Typography
        id={id}
        component="h2"
        color="textSecondary"
        sx={{ px: 1.5, pb: 0.75, fontSize: '0.75rem', fontWeight: 600 }}
      >
        {props.title}
      </Typography>
      <List disablePadding aria-labelledby={id}>
        {props.entries.map((entry) => (
          <Entry key={entry.to} entry={entry} onNavigate={props.onNavigate} />
        ))}
      </List>
    </Box>
  );
}

function Entry({ entry, onNavigate }: { entry: NavigationEntry; onNavigate: (() => void) | undefined }) {
  const { t } = useTexts();
  const { icon: Icon, to, label, end = false } = entry;
  const isHere = useMatch({ path: useResolvedPath(to).pathname, end }) !== null;
  return (
    <ListItem disablePadding>
      <ListItemButton
        component={NavLink}
        to={to}
        end={end}
        {...(onNavigate && { onClick: onNavigate })}
        sx={(theme) => ({
          borderRadius: '8px',
          my: 0.25,
          py: 0.75,
          px: 1.5,
          color: isHere ? 'primary.main' : 'text.primary',
          bgcolor: isHere ? alpha(theme.palette.primary.main, 0.1) : 'transparent',
        })}
      >
        <ListItemIcon sx={{ minWidth: 34, color: 'inherit' }}>
          <Icon fontSize="small" />
        </ListItemIcon>
        <ListItemText
          primary={t(label)}
          slotProps={{ primary: { sx: { fontSize: '0.875rem', fontWeight: isHere ? 600 : 500 } } }}
        />
      </ListItemButton>
    </ListItem>
  );
}
