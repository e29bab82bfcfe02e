import { Button, Dialog, DialogContent, DialogTitle } from '@mui/material';
import { useId, useState } from 'react';
import { UpdateApplicationDocument } from '#client/operations';
import { queryClient } from '../../api/query-client';
import { send } from '../../api/send';
import { useSay } from '../../components/useSay';
import { useTexts } from '../../i18n/texts';
import { type Application, type ApplicationDraft, toDraft, toInput } from './application';
import { ApplicationForm } from './ApplicationForm';

/** Sends what was changed, so that what others change meanwhile stays. */
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
  const [changes, setChanges] = useState<Partial<ApplicationDraft>>({});
  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="sm" aria-labelledby={id}>
      <DialogTitle id={id}>{t('admin.applications.editTitle', { name: application.name })}</DialogTitle>
      <DialogContent sx={{ pt: '8px !important' }}>
        <ApplicationForm
          kind={application.kind}
          draft={{ ...toDraft(application), ...changes }}
          onChange={(name, value) => setChanges({ ...changes, [name]: value })}
          knowsAddresses={application.redirectUris.length === 0}
          submit={t('common.save')}
          cancel={
            <Button color="secondary" onClick={onClose}>
              {t('common.cancel')}
            </Button>
          }
          onSubmit={async () => {
            await send(UpdateApplicationDocument, { id: application.id, input: toInput(changes) });
            say(t('admin.applications.saved'));
            onClose();
            await queryClient.invalidateQueries();
          }}
        />
      </DialogContent>
    </Dialog>
  );
}
