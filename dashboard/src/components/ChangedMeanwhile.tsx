import { Alert, Box, Button } from '@mui/material';
import { useTexts } from '../i18n/texts';

/** What somebody else has changed since it was seen here, and whose values shall be saved. */
export function ChangedMeanwhile(props: {
  fields: readonly { name: string; value: string }[];
  onKeepMine: () => void;
  onTakeTheirs: () => void;
}) {
  const { t } = useTexts();
  return (
    <Alert severity="warning">
      {t('meanwhile.text')}
      <Box component="ul" sx={{ my: 0.5, pl: 2.5 }}>
        {props.fields.map(({ name, value }) => (
          <li key={name}>{t('meanwhile.field', { name, value })}</li>
        ))}
      </Box>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1 }}>
        <Button size="small" color="inherit" variant="outlined" onClick={props.onKeepMine}>
          {t('meanwhile.keepMine')}
        </Button>
        <Button size="small" color="inherit" variant="outlined" onClick={props.onTakeTheirs}>
          {t('meanwhile.takeTheirs')}
        </Button>
      </Box>
    </Alert>
  );
}
