import { Button, Dialog, DialogContent, DialogTitle } from '@mui/material';
import { useId } from 'react';
import { UpdateServiceAccountDocument } from '#client/operations';
import { queryClient } from '../../api/query-client';
import { send } from '../../api/send';
import { askBeforeLeaving, leaveAnyway } from '../../api/unsaved';
import { ChangedMeanwhile } from '../../components/ChangedMeanwhile';
import { useChanges } from '../../components/useChanges';
import { useSay } from '../../components/useSay';
import { useTexts } from '../../i18n/texts';
import { chosenIn, type ServiceAccount, type ServiceAccountDraft, toDraft, toInput } from './service-account';
import { ServiceAccountForm } from './ServiceAccountForm';
import { usePermissionNames } from './usePermissionNames';

/** Sends what was changed, and what was seen of it, so that what others change meanwhile stays or is told. */
export function EditServiceAccountDialog({
  account,
  onClose,
}: {
  account: ServiceAccount;
  onClose: () => void;
}) {
  const { t } = useTexts();
  const say = useSay();
  const id = useId();
  const form = useChanges(toDraft(account));
  /** What the server says of it, as it stands in the form. */
  const inDraft = (changed: Record<string, unknown>): Partial<ServiceAccountDraft> => {
    const draft = Object.entries(toDraft({ ...account, ...changed }));
    return Object.fromEntries(draft.filter(([name]) => name in changed));
  };
  const save = async () => {
    if (Object.keys(form.changes).length === 0) return onClose();
    try {
      await send(UpdateServiceAccountDocument, {
        id: account.id,
        input: toInput(form.changes),
        expected: toInput(form.seen),
      });
    } catch (error) {
      if (!form.isChangedMeanwhile(error, inDraft)) throw error;
      // What it is by now is shown in the form.
      return queryClient.invalidateQueries();
    }
    say(t('admin.serviceAccounts.saved'));
    onClose();
    await queryClient.invalidateQueries();
  };
  return (
    <Dialog open onClose={() => askBeforeLeaving(onClose)} fullWidth maxWidth="sm" aria-labelledby={id}>
      <DialogTitle id={id}>{t('admin.serviceAccounts.editTitle', { name: account.name })}</DialogTitle>
      <DialogContent sx={{ pt: '8px !important' }}>
        <ServiceAccountForm
          canDisable
          draft={form.draft}
          isChanged={Object.keys(form.changes).length > 0}
          onChange={form.change}
          meanwhile={
            form.changedMeanwhile && (
              <Meanwhile
                values={form.changedMeanwhile}
                onKeepMine={form.keepMine}
                onTakeTheirs={form.takeTheirs}
              />
            )
          }
          submit={t('common.save')}
          cancel={
            <Button color="secondary" onClick={() => leaveAnyway(onClose)}>
              {t('common.cancel')}
            </Button>
          }
          onSubmit={save}
        />
      </DialogContent>
    </Dialog>
  );
}

function Meanwhile({
  values,
  ...answers
}: {
  values: Partial<ServiceAccountDraft>;
  onKeepMine: () => void;
  onTakeTheirs: () => void;
}) {
  const { t } = useTexts();
  const named = usePermissionNames();
  const said = (name: keyof ServiceAccountDraft): string => {
    const value = values[name];
    if (typeof value === 'boolean') return t(value ? 'meanwhile.on' : 'meanwhile.off');
    if (name === 'permissions') return named(chosenIn(value ?? ''));
    return value ? value.replaceAll('\n', ', ') : t('meanwhile.empty');
  };
  const names = Object.keys(values) as (keyof ServiceAccountDraft)[];
  return (
    <ChangedMeanwhile
      fields={names.map((name) => ({ name: t(`admin.serviceAccounts.fields.${name}`), value: said(name) }))}
      {...answers}
    />
  );
}
