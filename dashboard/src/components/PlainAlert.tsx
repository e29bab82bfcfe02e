import type { ReactNode } from 'react';
import { Icon } from './Icon';

/** An Alert that needs no MUI, for what the sign-in page says at its first step. */
export function PlainAlert(props: { severity: 'error' | 'info' | 'warning'; children: ReactNode }) {
  return (
    <div className="lk-alert" role="alert" data-severity={props.severity}>
      <Icon name={props.severity} />
      <div>{props.children}</div>
    </div>
  );
}
