import { isReachable } from '../api/connection';
import { useStored } from '../api/store';
import { coversBelow } from '../components/covers-below';
import { Icon } from '../components/Icon';
import { useTexts } from '../i18n/texts';

/** Floats above the page, so that nothing moves when the connection comes and goes. */
export function OfflineBanner() {
  const { t } = useTexts();
  if (useStored(isReachable)) return null;
  return (
    <div className="lk-offline" ref={coversBelow} role="status">
      <Icon name="offline" />
      {t('state.unreachable')}
    </div>
  );
}
