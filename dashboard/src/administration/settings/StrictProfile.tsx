import { Button } from '@mui/material';
import { useState } from 'react';
import { ApplySettingsProfileDocument, type SettingsQuery } from '#client/operations';
import { queryClient } from '../../api/query-client';
import { send } from '../../api/send';
import { ConfirmDialog } from '../../components/ConfirmDialog';
import { Section } from '../../components/Section';
import { useTexts } from '../../i18n/texts';
import type { SettingName } from './settings-rules';

/** One click for what the standards ask, after a look at what it changes. */
export function StrictProfile({ changes }: { changes: SettingsQuery['settings']['changesByProfile'] }) {
  const { t } = useTexts();
  const [isOpen, setOpen] = useState(false);
  const isHeld = changes.length === 0;
  const sentence = ({ setting, from, to }: (typeof changes)[number]) =>
    t('admin.settings.strict.change', {
      name: t(`admin.settings.fields.${setting as SettingName}.name`),
      from: String(from),
      to: String(to),
    });
  return (
    <Section
      title={t('admin.settings.strict.title')}
      text={t(isHeld ? 'admin.settings.strict.held' : 'admin.settings.strict.text')}
      action={
        <Button variant="outlined" color="secondary" disabled={isHeld} onClick={() => setOpen(true)}>
          {t('admin.settings.strict.name')}
        </Button>
      }
    >
      <ConfirmDialog
        isOpen={isOpen}
        title={t('admin.settings.strict.question')}
        consequences={[...changes.map(sentence), t('admin.settings.strict.ends')]}
        confirm={t('admin.settings.strict.name')}
        done={t('admin.settings.saved')}
        action={async () => {
          await send(ApplySettingsProfileDocument, { profile: 'STRICT' });
          await queryClient.invalidateQueries();
        }}
        onClose={() => setOpen(false)}
      />
    </Section>
  );
}
