import {
  RemoveAccountDeviceDocument,
  SignOutAccountDeviceDocument,
  UntrustAccountDeviceDocument,
} from '#client/operations';
import { send } from '../../api/send';
import { afterAct } from '../../api/session';
import { ConfirmDialog } from '../../components/ConfirmDialog';
import { deviceName } from '../../i18n/names';
import { useTexts } from '../../i18n/texts';

export interface DeviceAct {
  kind: 'untrust' | 'signOut' | 'forget';
  device: { id: string; name: string; current: boolean };
}

const DO = {
  untrust: (id: string) => send(UntrustAccountDeviceDocument, { id }),
  signOut: (id: string) => send(SignOutAccountDeviceDocument, { id }),
  forget: (id: string) => send(RemoveAccountDeviceDocument, { id }),
};

/** What an administrator does to somebody's device. */
export function DeviceActDialog({ act, onClose }: { act: DeviceAct | null; onClose: () => void }) {
  const { t } = useTexts();
  const kind = act?.kind ?? 'forget';
  return (
    <ConfirmDialog
      isOpen={act !== null}
      title={t(`admin.devices.${kind}.title`, { name: deviceName(t, act?.device.name ?? '') })}
      consequences={[
        t(`admin.devices.${kind}.text`),
        ...(act?.device.current && kind !== 'untrust' ? [t('admin.account.you.signsOut')] : []),
      ]}
      confirm={t(`admin.devices.${kind}.name`)}
      destructive={kind === 'forget'}
      done={t(`admin.devices.${kind}.done`)}
      action={async () => {
        if (!act) return;
        await DO[act.kind](act.device.id);
        await afterAct();
      }}
      onClose={onClose}
    />
  );
}
