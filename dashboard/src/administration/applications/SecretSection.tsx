import KeyOutlined from '@mui/icons-material/KeyOutlined';
import { Button, Dialog, DialogActions, DialogContent, DialogTitle } from '@mui/material';
import { useId, useState } from 'react';
import { DropOldApplicationSecretDocument, RotateApplicationSecretDocument } from '#client/operations';
import { queryClient } from '../../api/query-client';
import { send } from '../../api/send';
import { ConfirmDialog } from '../../components/ConfirmDialog';
import { Row, Rows, Section } from '../../components/Section';
import { ShownOnce } from '../../components/ShownOnce';
import { useTexts } from '../../i18n/texts';
import { useMay } from '../../session/may';
import { useTimes } from '../../i18n/times';
import type { Application } from './application';

/** Its secret, replaced without a pause: the old one works until it is dropped. */
export function SecretSection({ application }: { application: Application }) {
  const { t } = useTexts();
  const mayManage = useMay()('APPLICATIONS_MANAGE');
  const { dateTime } = useTimes();
  const { id, name, secretCreatedAt, oldSecretCreatedAt } = application;
  const [asked, setAsked] = useState<'rotate' | 'drop' | null>(null);
  const [shown, setShown] = useState<string | null>(null);
  const titleId = useId();
  if (secretCreatedAt === null) return null;
  return (
    <Section title={t('admin.applications.secret.title')} text={t('admin.applications.secret.text')}>
      <Rows>
        <Row
          icon={<KeyOutlined />}
          title={t('admin.applications.secret.current')}
          text={t('admin.applications.secret.since', { when: dateTime(secretCreatedAt) })}
          action={
            mayManage && (
              <Button variant="outlined" color="secondary" onClick={() => setAsked('rotate')}>
                {t('admin.applications.secret.rotate')}
              </Button>
            )
          }
        />
        {oldSecretCreatedAt !== null && (
          <Row
            icon={<KeyOutlined />}
            title={t('admin.applications.secret.old')}
            text={t('admin.applications.secret.oldText', { when: dateTime(oldSecretCreatedAt) })}
            action={
              mayManage && (
                <Button variant="outlined" color="error" onClick={() => setAsked('drop')}>
                  {t('admin.applications.secret.drop')}
                </Button>
              )
            }
          />
        )}
      </Rows>
      <ConfirmDialog
        isOpen={asked === 'rotate'}
        title={t('admin.applications.secret.rotateTitle', { name })}
        consequences={[
          t('admin.applications.secret.rotateText'),
          ...(oldSecretCreatedAt === null ? [] : [t('admin.applications.secret.rotateEnds')]),
        ]}
        confirm={t('admin.applications.secret.rotate')}
        action={async () => {
          const { rotateApplicationSecret } = await send(RotateApplicationSecretDocument, { id });
          setShown(rotateApplicationSecret.clientSecret);
          await queryClient.invalidateQueries();
        }}
        onClose={() => setAsked(null)}
      />
      <ConfirmDialog
        isOpen={asked === 'drop'}
        title={t('admin.applications.secret.dropTitle', { name })}
        consequences={[t('admin.applications.secret.dropText', { when: dateTime(secretCreatedAt) })]}
        confirm={t('admin.applications.secret.drop')}
        destructive
        done={t('admin.applications.secret.dropped')}
        action={async () => {
          await send(DropOldApplicationSecretDocument, { id });
          await queryClient.invalidateQueries();
        }}
        onClose={() => setAsked(null)}
      />
      {shown !== null && (
        // Closing by a stray click would lose the secret.
        <Dialog open aria-labelledby={titleId} fullWidth maxWidth="sm">
          <DialogTitle id={titleId}>{t('admin.applications.secret.new', { name })}</DialogTitle>
          <DialogContent>
            <ShownOnce secret={shown} warning={t('admin.applications.secret.onlyOnce')} />
          </DialogContent>
          <DialogActions>
            <Button variant="contained" onClick={() => setShown(null)}>
              {t('common.done')}
            </Button>
          </DialogActions>
        </Dialog>
      )}
    </Section>
  );
}
