import { queryOptions } from '@tanstack/react-query';
import { MyAppPasswordsDocument } from '#client/operations';
import { send } from '../../api/send';

export const ownAppPasswordsQuery = queryOptions({
  queryKey: ['my-app-passwords'],
  queryFn: () => send(MyAppPasswordsDocument),
});
