import { Link, Typography } from '@mui/material';
import { useBrand } from '../api/brand';
import { useTexts } from '../i18n/texts';

/** A line of its own that names whom to ask, where an administrator has said so. */
export function HelpLine() {
  return (
    <Typography
      component="div"
      variant="body2"
      color="textSecondary"
      sx={{ textAlign: 'center', overflowWrap: 'anywhere' }}
    >
      <HelpWords />
    </Typography>
  );
}

/** The same within a sentence. */
export function HelpWords() {
  const { t } = useTexts();
  const { helpUrl, helpText } = useBrand();
  if (helpUrl === null && helpText === null) return null;
  return (
    <>
      {helpUrl === null ? (
        t('help.title')
      ) : (
        <Link href={helpUrl} color="inherit" {...besideThis(helpUrl)}>
          {t('help.title')}
        </Link>
      )}
      {helpText !== null && ` ${helpText}`}
    </>
  );
}

/** A page opens beside this one, so that what is under way is not lost. */
export const besideThis = (helpUrl: string): { target?: '_blank'; rel?: string } =>
  helpUrl.startsWith('https:') ? { target: '_blank', rel: 'noopener noreferrer' } : {};
