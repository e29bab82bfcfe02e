import {
  Alert,
  Box,
  Button,
  Checkbox,
  Dialog,
  DialogActions,
  DialogContent,
  DialogTitle,
  FormControlLabel,
  FormGroup,
  FormLabel,
  MenuItem,
  Stack,
  TextField,
} from '@mui/material';
import { useId, useState } from 'react';
import { CreateAppPasswordDocument, type MyAppPasswordsQuery } from '#client/operations';
import { queryClient } from '../../api/query-client';
import { send } from '../../api/send';
import { FormDialog } from '../../components/FormDialog';
import { NameField } from '../../components/NameField';
import { ShownOnce } from '../../components/ShownOnce';
import { useAction } from '../../components/useAction';
import { useTexts } from '../../i18n/texts';
import { ProgramSettings } from './ProgramSettings';
import { SCOPES } from './scopes';

const DAY = 86_400_000;

/** In days; null: it does not expire. */
const LIVES = [null, 30, 90, 365];

/** Name, purpose and expiry, then the password, shown this once, with what else to enter in the program. */
export function CreateAppPasswordDialog(props: {
  login: string;
  servers: MyAppPasswordsQuery['programServers'];
  onClose: () => void;
}) {
  const { login, servers, onClose } = props;
  const { t } = useTexts();
  const { isBusy, refusal, run } = useAction({ inPlace: true });
  const [name, setName] = useState('');
  const [scopes, setScopes] = useState<string[]>(['imap', 'smtp']);
  const [days, setDays] = useState<number | null>(null);
  const [password, setPassword] = useState<string | null>(null);
  const id = useId();
  const submit = () =>
    run(async () => {
      const expiresAt = days === null ? null : new Date(Date.now() + days * DAY).toISOString();
      const input = { name: name.trim(), scopes, expiresAt };
      setPassword((await send(CreateAppPasswordDocument, { input })).createAppPassword.password);
      await queryClient.invalidateQueries();
    });
  const toggle = (scope: string) =>
    setScopes(scopes.includes(scope) ? scopes.filter((other) => other !== scope) : [...scopes, scope]);
  if (password === null) {
    return (
      <FormDialog
        title={t('appPasswords.create')}
        submit={t('appPasswords.create')}
        isBusy={isBusy}
        isDisabled={scopes.length === 0}
        onSubmit={submit}
        onClose={onClose}
      >
        <Stack sx={{ gap: 2.5 }}>
          <NameField label={t('appPasswords.nameLabel')} name={name} onName={setName} />
          <Box component="fieldset" sx={{ border: 0, p: 0, m: 0 }}>
            <FormLabel component="legend">{t('appPasswords.scopes')}</FormLabel>
            <FormGroup>
              {SCOPES.map(([scope, label]) => (
                <FormControlLabel
                  key={scope}
                  control={<Checkbox checked={scopes.includes(scope)} onChange={() => toggle(scope)} />}
                  label={t(label)}
                />
              ))}
            </FormGroup>
          </Box>
          <TextField
            select
            label={t('appPasswords.expires')}
            value={days ?? ''}
            onChange={(event) => setDays(event.target.value === '' ? null : Number(event.target.value))}
            slotProps={{ select: { displayEmpty: true }, inputLabel: { shrink: true } }}
          >
            {LIVES.map((life) => (
              <MenuItem key={life} value={life ?? ''}>
                {life === null ? t('appPasswords.never') : t('appPasswords.inDays', { smart_count: life })}
              </MenuItem>
            ))}
          </TextField>
          {refusal !== null && <Alert severity="error">{refusal}</Alert>}
        </Stack>
      </FormDialog>
    );
  }
  return (
    // Without onClose: closing by a stray click would lose the password.
    <Dialog open aria-labelledby={id} fullWidth maxWidth="xs">
      <DialogTitle id={id}>{t('appPasswords.createdTitle')}</DialogTitle>
      <DialogContent>
        <ShownOnce secret={password} warning={t('appPasswords.onlyOnce')}>
          <ProgramSettings login={login} servers={servers.filter(({ scope }) => scopes.includes(scope))} />
        </ShownOnce>
      </DialogContent>
      <DialogActions>
        <Button variant="contained" onClick={onClose}>
          {t('common.done')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
