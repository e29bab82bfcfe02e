import { useQuery } from '@tanstack/react-query';
import { SettingsDocument } from '#client/operations';
import { send } from '../../api/send';

/** Whether whoever has no second factor that is demanded has no time to set it up either. */
export function useNoGrace(isAsked: boolean): boolean {
  const { data } = useQuery({
    queryKey: ['settings'],
    queryFn: async () => (await send(SettingsDocument)).settings,
    enabled: isAsked,
  });
  return isAsked && data?.enrolmentGraceDays === 0 && !data.disabled;
}
