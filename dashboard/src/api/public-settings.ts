import { queryOptions } from '@tanstack/react-query';
import { PublicSettingsDocument } from '#client/operations';
import { client } from './client';

export const publicSettingsQuery = queryOptions({
  queryKey: ['public-settings'],
  queryFn: async () => (await client.send(PublicSettingsDocument)).publicSettings,
});
