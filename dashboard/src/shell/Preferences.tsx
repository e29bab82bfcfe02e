import { Suspense, useId, useState } from 'react';
import { lazyPage } from '../api/lazy-page';
import { Icon } from '../components/Icon';
import { LANGUAGES } from '../i18n/languages';
import { useTexts } from '../i18n/texts';

const PreferencesMenu = lazyPage(() => import('./PreferencesMenu'));

/** Language and appearance, both remembered in this browser. index.html has the button, too. */
export function Preferences({ isShort = false }: { isShort?: boolean }) {
  const { t, language } = useTexts();
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const id = useId();
  const [isWanted, setWanted] = useState(false);
  return (
    <>
      <button
        className="lk-quiet"
        type="button"
        name="preferences"
        aria-label={`${t('preferences.menu')}: ${LANGUAGES[language]}`}
        aria-haspopup="menu"
        aria-expanded={anchor !== null}
        aria-controls={anchor ? id : undefined}
        data-short={isShort || undefined}
        onClick={(event) => {
          setWanted(true);
          setAnchor(event.currentTarget);
        }}
      >
        <Icon name="language" />
        <span>{LANGUAGES[language]}</span>
      </button>
      {isWanted && (
        <Suspense>
          <PreferencesMenu id={id} anchor={anchor} onClose={() => setAnchor(null)} />
        </Suspense>
      )}
    </>
  );
}
