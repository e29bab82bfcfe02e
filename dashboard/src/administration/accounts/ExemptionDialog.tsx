import { Alert, Stack, TextField, Typography } from '@mui/material';
import { useState } from 'react';
import { SetExemptionDocument } from '#client/operations';
import { queryClient } from '../../api/query-client';
import { send } from '../../api/send';
import { FormDialog } from '../../components/FormDialog';
import { useAction } from '../../components/useAction';
import { useTexts } from '../../i18n/texts';
import type { Account } from './account';

const LONGEST_REASON = 200;
const USUAL_DAYS = 30;
const MOST_DAYS = 365;

/** As a field for a date has it, so many days from today where one is. */
function dayIn(days: number): string {
  const day = new Date();
  day.setDate(day.getDate() + days);
  return [day.getFullYear(), day.getMonth() + 1, day.getDate()]
    .map((part) => String(part).padStart(2, '0'))
    .join('-');
}

/** For what reason, and until when, what is demanded of an account is put off. Mounted while it is open. */
export function ExemptionDialog({ account, onClose }: { account: Account; onClose: () => void }) {
  const { t } = useTexts();
  const { isBusy, refusal, run } = useAction({ inPlace: true });
  const [reason, setReason] = useState(account.policy.exemption?.reason ?? '');
  const [day, setDay] = useState(() => dayIn(USUAL_DAYS));
  const submit = async () => {
    const isDone = await run(async () => {
      // The last day is over at its midnight, by the clock of whoever chooses it.
      const endsAt = new Date(`${day}T23:59:59.999`).toISOString();
      await send(SetExemptionDocument, { accountId: account.id, reason, endsAt });
      await queryClient.invalidateQueries({ queryKey: ['account', account.id] });
    }, t('admin.policy.exemptDone'));
    if (isDone) onClose();
  };
  return (
    <FormDialog
      title={t('admin.policy.exemptTitle', { login: account.login })}
      submit={t('admin.policy.exemptConfirm')}
      isBusy={isBusy}
      onSubmit={submit}
      onClose={onClose}
    >
      <Stack sx={{ gap: 2 }}>
        <Typography color="textSecondary">{t('admin.policy.exemptText')}</Typography>
        <TextField
          label={t('admin.policy.reason')}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
          helperText={t('admin.policy.reasonHint')}
          required
          autoFocus
          slotProps={{ htmlInput: { maxLength: LONGEST_REASON } }}
        />
        <TextField
          type="date"
          label={t('admin.policy.lastDay')}
          value={day}
          onChange={(event) => setDay(event.target.value)}
          required
          slotProps={{ inputLabel: { shrink: true }, htmlInput: { min: dayIn(0), max: dayIn(MOST_DAYS) } }}
        />
        {refusal !== null && <Alert severity="error">{refusal}</Alert>}
      </Stack>
    </FormDialog>
  );
}
