import {
  Alert,
  Button,
  Card,
  FormControl,
  FormControlLabel,
  FormHelperText,
  FormLabel,
  Radio,
  RadioGroup,
  Stack,
  TextField,
} from '@mui/material';
import { type SubmitEvent, useId, useState } from 'react';
import { Link, useNavigate } from 'react-router-dom';
import { CreateGroupDocument, type GroupKind } from '#client/operations';
import { queryClient } from '../../api/query-client';
import { send } from '../../api/send';
import { abandon, leaveAnyway } from '../../api/unsaved';
import { FormActions } from '../../components/FormActions';
import { NameField } from '../../components/NameField';
import { Page } from '../../components/Page';
import { useAction } from '../../components/useAction';
import { useUnsaved } from '../../components/useUnsaved';
import { useTexts } from '../../i18n/texts';
import { LONGEST_NAME, useNameRule } from './useNameRule';

const KINDS = ['MANUAL', 'DOMAIN', 'DIRECTORY'] as const satisfies GroupKind[];

/** What a group is called, and what decides who is in it. */
export default function CreateGroupPage() {
  const { t } = useTexts();
  const navigate = useNavigate();
  const label = useId();
  const explain = useNameRule();
  const { isBusy, refusal, run } = useAction({ inPlace: true, explain });
  const [name, setName] = useState('');
  const [kind, setKind] = useState<GroupKind>('MANUAL');
  const [source, setSource] = useState('');
  useUnsaved(!isBusy && (name !== '' || source !== '') ? 'entered' : null);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    await run(async () => {
      const input = { name, kind, ...(kind !== 'MANUAL' && { source }) };
      const { createGroup } = await send(CreateGroupDocument, { input });
      leaveAnyway(() => void navigate(`/groups/${createGroup.id}`));
      await queryClient.invalidateQueries();
    }, t('admin.groups.createdDone'));
  };
  return (
    <Page title={t('admin.groups.createTitle')} text={t('admin.groups.text')}>
      <Card sx={{ p: { xs: 2, sm: 3 } }}>
        <Stack component="form" onSubmit={(event) => void submit(event)} sx={{ gap: 2 }}>
          <NameField label={t('common.name')} name={name} longest={LONGEST_NAME} onName={setName} />
          <FormControl>
            <FormLabel id={label}>{t('admin.groups.whoIsIn')}</FormLabel>
            <RadioGroup
              aria-labelledby={label}
              value={kind}
              onChange={(event) => setKind(event.target.value as GroupKind)}
            >
              {KINDS.map((each) => (
                <FormControlLabel
                  key={each}
                  value={each}
                  control={<Radio />}
                  label={t(`admin.groups.choices.${each}`)}
                />
              ))}
            </RadioGroup>
            <FormHelperText>{t(`admin.groups.hints.${kind}`)}</FormHelperText>
          </FormControl>
          {kind !== 'MANUAL' && (
            <TextField
              label={t(kind === 'DOMAIN' ? 'admin.groups.domain' : 'admin.groups.value')}
              value={source}
              onChange={(event) => setSource(event.target.value)}
              required
              slotProps={{ htmlInput: { maxLength: 255 } }}
            />
          )}
          {refusal !== null && <Alert severity="error">{refusal}</Alert>}
          <FormActions>
            <Button component={Link} to="/groups" color="secondary" onClick={abandon}>
              {t('common.cancel')}
            </Button>
            <Button type="submit" variant="contained" loading={isBusy}>
              {t('admin.groups.create')}
            </Button>
          </FormActions>
        </Stack>
      </Card>
    </Page>
  );
}
