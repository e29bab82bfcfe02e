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
  Stack,
} from '@mui/material';
import { useId, useState } from 'react';
import { CreateAppPasswordDocument } from '#client/operations';
import { queryClient } from '../../api/query-client';
import { send } from '../../api/send';
import { FormDialog } from '../../components/FormDialog';
import { NameField } from '../../components/NameField';
import { ShownOnce } from '../../components/ShownOnce';
import { useAction } from '../../components/useAction';
import type { TextKey } from '../../i18n/catalogue';
import { useTexts } from '../../i18n/texts';

const SCOPES: [scope: string, label: TextKey][] = [
  ['imap', 'appPasswords.imap'],
  ['smtp', 'appPasswords.smtp'],
  ['dav', 'appPasswords.dav'],
];

/** Name and purpose, then the password, shown this once. */
export function CreateAppPasswordDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTexts();
  const { isBusy, refusal, run } = useAction({ inPlace: true });
  const [name, setName] = useState('');
  const [scopes, setScopes] = useState<string[]>(['imap', 'smtp']);
  const [password, setPassword] = useState<string | null>(null);
  const id = useId();
  const submit = () =>
    run(async () => {
      const input = { name: name.trim(), scopes };
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
            <FormLabel
              component="legend"
              sx={{ color: 'text.primary', fontSize: '0.875rem', fontWeight: 540 }}
            >
              {t('appPasswords.scopes')}
            </FormLabel>
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
        <ShownOnce secret={password} warning={t('appPasswords.onlyOnce')} />
      </DialogContent>
      <DialogActions>
        <Button variant="contained" onClick={onClose}>
          {t('common.done')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
