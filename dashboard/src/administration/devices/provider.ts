import { DevicesDocument, type DevicesQuery } from '#client/operations';
import { send } from '../../api/send';
import type { GetList } from '../../providers/data-provider';

export type DeviceRow = DevicesQuery['devices']['items'][number];

export const getDevices: GetList<DeviceRow> = async (page, filter) => {
  const { devices } = await send(DevicesDocument, { page, filter: filter });
  return { data: devices.items, total: devices.total };
};
