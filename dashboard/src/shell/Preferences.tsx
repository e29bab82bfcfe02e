import CheckOutlined from '@mui/icons-material/CheckOutlined';
import LanguageOutlined from '@mui/icons-material/LanguageOutlined';
import {
  Box,
  Button,
  Divider,
  ListItemIcon,
  ListItemText,
  ListSubheader,
  Menu,
  MenuItem,
} from '@mui/material';
import { useId, useState } from 'react';
import { LANGUAGES, type Language } from '../i18n/languages';
import { useTexts } from '../i18n/texts';
import { APPEARANCES, useAppearance } from '../theme/appearance';

const LANGUAGE_NAMES = Object.entries(LANGUAGES) as [Language, string][];

/** Language and appearance, both remembered in this browser. */
export function Preferences({ isShort = false }: { isShort?: boolean }) {
  const { t, language, speak } = useTexts();
  const { appearance, choose } = useAppearance();
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const id = useId();
  const close = () => setAnchor(null);
  const option = (key: string, label: string, isChosen: boolean, onChoose: () => void, lang?: string) => (
    <MenuItem
      key={key}
      role="menuitemradio"
      aria-checked={isChosen}
      lang={lang}
      onClick={() => {
        onChoose();
        close();
      }}
    >
      <ListItemIcon sx={{ minWidth: 30 }}>{isChosen && <CheckOutlined fontSize="small" />}</ListItemIcon>
      <ListItemText>{label}</ListItemText>
    </MenuItem>
  );
  return (
    <>
      <Button
        color="secondary"
        size="small"
        aria-label={`${t('preferences.menu')}: ${LANGUAGES[language]}`}
        aria-haspopup="menu"
        aria-expanded={anchor !== null}
        aria-controls={anchor ? id : undefined}
        startIcon={<LanguageOutlined />}
        onClick={(event) => setAnchor(event.currentTarget)}
        sx={{ color: 'text.secondary' }}
      >
        <Box component="span" sx={isShort ? { display: { xs: 'none', sm: 'inline' } } : {}}>
          {LANGUAGES[language]}
        </Box>
      </Button>
      <Menu id={id} anchorEl={anchor} open={anchor !== null} onClose={close}>
        <ListSubheader role="presentation" sx={{ lineHeight: 2.4, bgcolor: 'transparent' }}>
          {t('preferences.language')}
        </ListSubheader>
        {LANGUAGE_NAMES.map(([tag, name]) => option(tag, name, tag === language, () => void speak(tag), tag))}
        <Divider role="presentation" />
        <ListSubheader role="presentation" sx={{ lineHeight: 2.4, bgcolor: 'transparent' }}>
          {t('preferences.appearance')}
        </ListSubheader>
        {APPEARANCES.map((each) =>
          option(each, t(`preferences.${each}`), each === appearance, () => choose(each)),
        )}
      </Menu>
    </>
  );
}
