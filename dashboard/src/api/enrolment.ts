import type { Me } from './session';
import { Store } from './store';

/** The server has refused for want of a second factor: its clock decides, not this device's. */
export const enrolmentIsDemanded = new Store(false);

/** Whether the days of grace are over, as far as this device's clock can tell. */
export const isOverdue = ({ twoFactor: { enrolmentDeadline } }: Me): boolean =>
  enrolmentDeadline !== null && Date.parse(enrolmentDeadline) <= Date.now();
