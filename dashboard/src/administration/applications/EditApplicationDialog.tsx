import { Button, Dialog, DialogContent, DialogTitle } from '@mui/material';
import { useId } from 'react';
import { UpdateApplicationDocument } from '#client/operations';
import { queryClient } from '../../api/query-client';
import { send } from '../../api/send';
import { askBeforeLeaving, leaveAnyway } from '../../api/unsaved';
import { ChangedMeanwhile } from '../../components/ChangedMeanwhile';
import { useChanges } from '../../components/useChanges';
import { useSay } from '../../components/useSay';
import { useTexts } from '../../i18n/texts';
import { type Application, type ApplicationDraft, toDraft, toInput } from './application';
import { ApplicationForm } from './ApplicationForm';

/** Sends what was changed, and what was seen of it, so that what others change meanwhile stays or is told. */
export function EditApplicationDialog({
  application,
  onClose,
}: {
  application: Application;
  onClose: () => void;
}) {
  const { t } = useTexts();
  const say = useSay();
  const id = useId();
  const form = useChanges(toDraft(application));
  /** What the server says of it, as it stands in the form. */
  const inDraft = (changed: Record<string, unknown>): Partial<ApplicationDraft> => {
    const draft = Object.entries(toDraft({ ...application, ...changed }));
    return Object.fromEntries(draft.filter(([name]) => name in changed));
  };
  const save = async () => {
    if (Object.keys(form.changes).length === 0) return onClose();
    try {
      await send(UpdateApplicationDocument, {
        id: application.id,
        input: toInput(form.changes),
        expected: toInput(form.seen),
      });
    } catch (error) {
      if (!form.isChangedMeanwhile(error, inDraft)) throw error;
      // What it is by now is shown in the form.
      return queryClient.invalidateQueries();
    }
    say(t('admin.applications.saved'));
    onClose();
    await queryClient.invalidateQueries();
  };
  return (
    <Dialog open onClose={() => askBeforeLeaving(onClose)} fullWidth maxWidth="sm" aria-labelledby={id}>
      <DialogTitle id={id}>{t('admin.applications.editTitle', { name: application.name })}</DialogTitle>
      <DialogContent sx={{ pt: '8px !important' }}>
        <ApplicationForm
          kind={application.kind}
          draft={form.draft}
          isChanged={Object.keys(form.changes).length > 0}
          onChange={form.change}
          knowsAddresses={application.redirectUris.length === 0}
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
  values: Partial<ApplicationDraft>;
  onKeepMine: () => void;
  onTakeTheirs: () => void;
}) {
  const { t } = useTexts();
  const said = (name: keyof ApplicationDraft): string => {
    const value = values[name];
    if (typeof value === 'boolean') return t(value ? 'meanwhile.on' : 'meanwhile.off');
    if (name === 'mayEnter' && values.mayEnter) return t(`admin.applications.who.${values.mayEnter}`);
    if (name === 'tokenEndpointAuthMethod' && values.tokenEndpointAuthMethod)
      return t(`admin.applications.methods.${values.tokenEndpointAuthMethod}`);
    return value ? value.replaceAll('\n', ', ') : t('meanwhile.empty');
  };
  const names = Object.keys(values) as (keyof ApplicationDraft)[];
  return (
    <ChangedMeanwhile
      fields={names.map((name) => ({ name: t(`admin.applications.fields.${name}`), value: said(name) }))}
      {...answers}
    />
  );
}
