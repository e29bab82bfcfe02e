import { Button } from '@mui/material';
import { Link } from 'react-router-dom';
import { useTexts } from '../../i18n/texts';

export function SeeAll(props: {
  to: string;
  label: 'admin.account.seeDevices' | 'admin.account.seeTokens' | 'admin.account.seeTrail';
}) {
  const { t } = useTexts();
  return (
    <Button component={Link} to={props.to} size="small">
      {t(props.label)}
    </Button>
  );
}
