import { LinearProgress, Typography } from '@mui/material';
import { useState } from 'react';
import { codeOf } from '../api/client';
import { useTexts } from '../i18n/texts';
import { CodeField } from './CodeField';
import { useAction } from './useAction';

const USUAL_DIGITS = 6;

/** A code of the authenticator app, sent as soon as it is complete. `digits` where the app may be one brought along. */
export function CodeProof(props: {
  isLocked: boolean;
  digits?: number | null | undefined;
  onCode: (code: string) => Promise<void>;
}) {
  const digits = props.digits ?? USUAL_DIGITS;
  const { t } = useTexts();
  const [code, setCode] = useState('');
  const { isBusy, run, refusal, again } = useAction({
    inPlace: true,
    explain: (error) => (codeOf(error) === 'INVALID_CODE' ? t('signIn.code.wrong') : undefined),
  });

  const submit = async (complete: string) => {
    if (!(await run(() => props.onCode(complete)))) setCode('');
  };
  return (
    <div>
      <CodeField
        ref={again}
        label={digits === USUAL_DIGITS ? t('signIn.code.label') : t('signIn.code.labelOf', { digits })}
        length={digits}
        value={code}
        onChange={setCode}
        onComplete={(complete) => void submit(complete)}
        error={props.isLocked ? undefined : (refusal ?? undefined)}
        readOnly={isBusy || props.isLocked}
      />
      <LinearProgress
        aria-label={t('signIn.verifying')}
        sx={{ borderRadius: '8px', height: 3, visibility: isBusy ? 'visible' : 'hidden' }}
      />
      {isBusy && (
        <Typography
          aria-hidden
          variant="body2"
          color="textSecondary"
          sx={{ display: 'none', mt: 0.5, '@media (prefers-reduced-motion: reduce)': { display: 'block' } }}
        >
          {t('signIn.verifying')}
        </Typography>
      )}
    </div>
  );
}
