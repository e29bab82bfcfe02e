import CheckOutlined from '@mui/icons-material/CheckOutlined';
import { Divider, ListItemIcon, ListItemText, ListSubheader, Menu, MenuItem } from '@mui/material';
import { LANGUAGES, type Language } from '../i18n/languages';
import { useTexts } from '../i18n/texts';
import { APPEARANCES, useAppearance } from '../theme/appearance';
import { Themed } from '../theme/Themed';

const LANGUAGE_NAMES = Object.entries(LANGUAGES) as [Language, string][];

/** What Preferences has to choose from. */
export default function PreferencesMenu(props: {
  id: string;
  anchor: HTMLElement | null;
  onClose: () => void;
}) {
  const { t, language, speak } = useTexts();
  const { appearance, choose } = useAppearance();
  const option = (key: string, label: string, isChosen: boolean, onChoose: () => void, lang?: string) => (
    <MenuItem
      key={key}
      role="menuitemradio"
      aria-checked={isChosen}
      lang={lang}
      onClick={() => {
        onChoose();
        props.onClose();
      }}
    >
      <ListItemIcon sx={{ minWidth: 30 }}>{isChosen && <CheckOutlined fontSize="small" />}</ListItemIcon>
      <ListItemText>{label}</ListItemText>
    </MenuItem>
  );
  return (
    <Themed>
      <Menu id={props.id} anchorEl={props.anchor} open={props.anchor !== null} onClose={props.onClose}>
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
    </Themed>
  );
}
