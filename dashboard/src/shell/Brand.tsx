import { Box, Typography } from '@mui/material';
import mark from '../theme/mark.svg';

export function Brand({ name }: { name: string }) {
  return (
    <Box sx={{ display: 'inline-flex', alignItems: 'center', gap: 1.25, minWidth: 0 }}>
      <Box component="img" src={mark} alt="" sx={{ width: 28, height: 28, flex: 'none' }} />
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
