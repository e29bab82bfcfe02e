import { Box, Typography } from '@mui/material';
import { useState } from 'react';
import { useBrand } from '../api/brand';
import { useServiceName } from '../components/useServiceName';
import mark from '../theme/mark.svg';

/** The service's logo and name. */
export function Brand({ isLarge = false }: { isLarge?: boolean }) {
  return <BrandOf name={useServiceName()} logoPath={useBrand().logoPath} isLarge={isLarge} />;
}

/** A logo and a name; our own mark where there is no logo, or none that can be shown. */
export function BrandOf(props: { name: string; logoPath: string | null; isLarge?: boolean }) {
  const { name, logoPath, isLarge = false } = props;
  const [broken, setBroken] = useState<string | null>(null);
  const logo = logoPath === broken ? null : logoPath;
  const height = isLarge ? 40 : 28;
  return (
    <Box sx={{ display: 'inline-flex', alignItems: 'center', gap: 1.25, minWidth: 0, maxWidth: '100%' }}>
      {logo === null ? (
        <Box component="img" src={mark} alt="" sx={{ width: 28, height: 28, flex: 'none' }} />
      ) : (
        <Box
          component="img"
          src={logo}
          alt=""
          onError={() => setBroken(logo)}
          sx={{ height, maxWidth: height * 4, objectFit: 'contain', flex: 'none' }}
        />
      )}
      <Typography
        component="span"
        noWrap
        sx={{ fontWeight: 650, fontSize: '1.0625rem', letterSpacing: '-0.015em' }}
      >
        {name}
      </Typography>
    </Box>
  );
}
