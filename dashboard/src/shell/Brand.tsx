import { useState } from 'react';
import { useBrand } from '../api/brand';
import { useServiceName } from '../components/useServiceName';
import mark from '../theme/mark.svg';

/** The service's logo and name. */
export function Brand() {
  return <BrandOf name={useServiceName()} logoPath={useBrand().logoPath} />;
}

/** A logo and a name; our own mark where there is no logo, or none that can be shown. */
export function BrandOf({ name, logoPath }: { name: string; logoPath: string | null }) {
  const [broken, setBroken] = useState<string | null>(null);
  const logo = logoPath === broken ? null : logoPath;
  return (
    <span className="lk-brand">
      {logo === null ? (
        <img src={mark} alt="" data-own="" />
      ) : (
        <img src={logo} alt="" onError={() => setBroken(logo)} />
      )}
      <span>{name}</span>
    </span>
  );
}
