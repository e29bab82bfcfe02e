import { Alert, MenuItem, Stack, TextField, Typography } from '@mui/material';
import { useState } from 'react';
import { IssueBypassCodeDocument, type IssueBypassCodeMutation } from '#client/operations';
import { queryClient } from '../../api/query-client';
import { send } from '../../api/send';
import { FormDialog } from '../../components/FormDialog';
import { useAction } from '../../components/useAction';
import { useTexts } from '../../i18n/texts';
import { useTimes } from '../../i18n/times';
import type { Account } from './account';
import { IssuedCodeShown } from './IssuedCodeShown';

const HOURS = [1, 4, 8, 12, 24, 72, 168];
const USES = [1, 2, 3, 5, 10, 20];

/** For a person whose second factor is not at hand: for how long and how often, then the code, shown this once. */
export function BypassCodeDialog(props: { account: Account; onClose: () => void }) {
  const { t, locale } = useTexts();
  const { dateTime } = useTimes();
  const { id: accountId, login } = props.account;
  const [hours, setHours] = useState(24);
  const [uses, setUses] = useState(1);
  const [issued, setIssued] = useState<IssueBypassCodeMutation['issueBypassCode'] | null>(null);
  const { isBusy, refusal, run } = useAction({ inPlace: true });
  const asLong = (length: number): string => {
    const [unit, count] = length > 24 ? (['day', length / 24] as const) : (['hour', length] as const);
    return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' }).format(count);
  };
  const issue = () =>
    run(async () => {
      setIssued((await send(IssueBypassCodeDocument, { accountId, hours, uses })).issueBypassCode);
      await queryClient.invalidateQueries();
    });
  if (issued) {
    const when = dateTime(issued.expiresAt);
    return (
      <IssuedCodeShown
        title={t('admin.account.bypass.issued', { login })}
        code={issued.code}
        until={t('admin.account.bypass.until', { when, smart_count: issued.uses })}
        onClose={props.onClose}
      />
    );
  }
  return (
    <FormDialog
      title={t('admin.account.bypass.title', { login })}
      submit={t('admin.account.recovery.confirm')}
      isBusy={isBusy}
      onSubmit={issue}
      onClose={props.onClose}
    >
      <Stack sx={{ gap: 2 }}>
        <Typography color="textSecondary">{t('admin.account.bypass.use')}</Typography>
        <TextField
          select
          label={t('admin.account.bypass.hours')}
          value={hours}
          onChange={(event) => setHours(Number(event.target.value))}
        >
          {HOURS.map((each) => (
            <MenuItem key={each} value={each}>
              {asLong(each)}
            </MenuItem>
          ))}
        </TextField>
        <TextField
          select
          label={t('admin.account.bypass.uses')}
          value={uses}
          onChange={(event) => setUses(Number(event.target.value))}
        >
          {USES.map((each) => (
            <MenuItem key={each} value={each}>
              {each}
            </MenuItem>
          ))}
        </TextField>
        <Typography color="textSecondary">{t('admin.account.bypass.then')}</Typography>
        <Typography color="textSecondary">{t('admin.account.recovery.sure')}</Typography>
        {refusal !== null && <Alert severity="error">{refusal}</Alert>}
      </Stack>
    </FormDialog>
  );
}
