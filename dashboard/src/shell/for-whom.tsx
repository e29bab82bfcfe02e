import type { ComponentType } from 'react';
import type { Permission } from '#client/operations';
import { useMay } from '../session/may';
import { NotFound } from './Screens';

/** A page for those whose role includes something; for others there is none at its address. */
export const forWhom = (needs: Permission, Page: ComponentType) =>
  function PageForThem() {
    return useMay()(needs) ? <Page /> : <NotFound />;
  };
