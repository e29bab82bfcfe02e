import { Box, Button, Stack } from '@mui/material';
import { type ChangeEvent, useId, useRef } from 'react';
import { RemoveLogoDocument, SetLogoDocument } from '#client/operations';
import { queryClient } from '../../api/query-client';
import { send } from '../../api/send';
import { useAction } from '../../components/useAction';
import { useSay } from '../../components/useSay';
import { useTexts } from '../../i18n/texts';
import { type LastChange, SettingFrame } from './SettingRow';

/** Bytes; as the server has it. */
const LARGEST = 64_000;
const TYPES = ['image/png', 'image/jpeg', 'image/webp'];

/** The picture beside the service's name, which is kept at once. */
export function LogoRow({ logoPath, last }: { logoPath: string | null; last: LastChange }) {
  const { t } = useTexts();
  const say = useSay();
  const { isBusy, run } = useAction();
  const id = useId();
  const input = useRef<HTMLInputElement>(null);

  const choose = ({ target }: ChangeEvent<HTMLInputElement>) => {
    const file = target.files?.[0];
    // Or the same file, mended, could not be chosen again.
    const forget = () => (target.value = '');
    if (!file) return;
    if (!TYPES.includes(file.type) || file.size > LARGEST) {
      say(t('admin.settings.logo.unfit'), 'error');
      forget();
      return;
    }
    void run(async () => {
      await send(SetLogoDocument, { image: await base64Of(file) });
      await queryClient.invalidateQueries();
    }, t('admin.settings.saved')).finally(forget);
  };
  const remove = () =>
    run(async () => {
      await send(RemoveLogoDocument);
      await queryClient.invalidateQueries();
    }, t('admin.settings.saved'));

  return (
    <SettingFrame
      id={id}
      name={t('admin.settings.logo.name')}
      text={t('admin.settings.logo.text')}
      last={last}
    >
      <Stack direction="row" sx={{ gap: 1, flexWrap: 'wrap' }}>
        <Box
          component="input"
          ref={input}
          type="file"
          accept={TYPES.join(',')}
          aria-labelledby={`${id}-label`}
          tabIndex={-1}
          onChange={choose}
          sx={{ display: 'none' }}
        />
        <Button
          variant="outlined"
          color="secondary"
          loading={isBusy}
          aria-describedby={`${id}-label`}
          onClick={() => input.current?.click()}
        >
          {t(logoPath === null ? 'admin.settings.logo.choose' : 'admin.settings.logo.replace')}
        </Button>
        {logoPath !== null && (
          <Button
            color="secondary"
            disabled={isBusy}
            aria-describedby={`${id}-label`}
            onClick={() => void remove()}
          >
            {t('common.remove')}
          </Button>
        )}
      </Stack>
    </SettingFrame>
  );
}

async function base64Of(file: File): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
}
