import { Alert, MenuItem, Stack, TextField, Typography } from '@mui/material';
import { useState } from 'react';
import { IssueServiceTokenDocument, RotateServiceTokenDocument } from '#client/operations';
import { queryClient } from '../../api/query-client';
import { send } from '../../api/send';
import { FormDialog } from '../../components/FormDialog';
import { useAction } from '../../components/useAction';
import { useTexts } from '../../i18n/texts';
import type { ServiceAccount, ServiceToken } from './service-account';

const DAYS = [7, 30, 90, 180, 365];
const OVERLAP = [0, 1, 2, 7];

/** For how long a token works; or, in the place of another, for how long that one goes on. Mounted while it is open. */
export function ServiceTokenDialog(props: {
  account: ServiceAccount;
  /** Null: a further one. */
  rotated: ServiceToken | null;
  onIssued: (secret: string) => void;
  onClose: () => void;
}) {
  const { t, locale } = useTexts();
  const { account, rotated } = props;
  const [days, setDays] = useState(rotated ? 1 : 90);
  const { isBusy, refusal, run } = useAction({ inPlace: true });
  const inDays = (count: number): string =>
    new Intl.NumberFormat(locale, { style: 'unit', unit: 'day', unitDisplay: 'long' }).format(count);
  const issue = () =>
    run(async () => {
      const { secret } = rotated
        ? (await send(RotateServiceTokenDocument, { id: rotated.id, overlapDays: days })).rotateServiceToken
        : (await send(IssueServiceTokenDocument, { id: account.id, days })).issueServiceToken;
      props.onIssued(secret);
      await queryClient.invalidateQueries();
    });
  return (
    <FormDialog
      title={
        rotated
          ? t('admin.serviceAccounts.tokens.rotateTitle', { hint: rotated.hint })
          : t('admin.serviceAccounts.tokens.issueTitle', { name: account.name })
      }
      submit={t(rotated ? 'admin.serviceAccounts.tokens.rotate' : 'admin.serviceAccounts.tokens.issue')}
      isBusy={isBusy}
      onSubmit={issue}
      onClose={props.onClose}
    >
      <Stack sx={{ gap: 2 }}>
        <Typography color="textSecondary">
          {t(rotated ? 'admin.serviceAccounts.tokens.rotateText' : 'admin.serviceAccounts.tokens.issueText')}
        </Typography>
        <TextField
          select
          autoFocus
          label={t(rotated ? 'admin.serviceAccounts.tokens.overlap' : 'admin.serviceAccounts.tokens.days')}
          value={days}
          onChange={(event) => setDays(Number(event.target.value))}
        >
          {(rotated ? OVERLAP : DAYS).map((each) => (
            <MenuItem key={each} value={each}>
              {each === 0 ? t('admin.serviceAccounts.tokens.atOnce') : inDays(each)}
            </MenuItem>
          ))}
        </TextField>
        {refusal !== null && <Alert severity="error">{refusal}</Alert>}
      </Stack>
    </FormDialog>
  );
}
