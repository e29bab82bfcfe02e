import LanguageOutlined from '@mui/icons-material/LanguageOutlined';
import { Box, Button } from '@mui/material';
import { Suspense, useId, useState } from 'react';
import { lazyPage } from '../api/lazy-page';
import { LANGUAGES } from '../i18n/languages';
import { useTexts } from '../i18n/texts';

const PreferencesMenu = lazyPage(() => import('./PreferencesMenu'));

/** Language and appearance, both remembered in this browser. */
export function Preferences({ isShort = false }: { isShort?: boolean }) {
  const { t, language } = useTexts();
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const id = useId();
  const [isWanted, setWanted] = useState(false);
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
        onClick={(event) => {
          setWanted(true);
          setAnchor(event.currentTarget);
        }}
        sx={{ color: 'text.secondary' }}
      >
        <Box component="span" sx={isShort ? { display: { xs: 'none', sm: 'inline' } } : {}}>
          {LANGUAGES[language]}
        </Box>
      </Button>
      {isWanted && (
        <Suspense>
          <PreferencesMenu id={id} anchor={anchor} onClose={() => setAnchor(null)} />
        </Suspense>
      )}
    </>
  );
}
