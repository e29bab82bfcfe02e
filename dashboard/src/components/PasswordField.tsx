import VisibilityOffOutlined from '@mui/icons-material/VisibilityOffOutlined';
import VisibilityOutlined from '@mui/icons-material/VisibilityOutlined';
import { IconButton, InputAdornment } from '@mui/material';
import { useState } from 'react';
import { useTexts } from '../i18n/texts';
import { LabelledField, type LabelledFieldProps } from './LabelledField';

/** A password that can be looked at while it is typed. */
export function PasswordField(props: LabelledFieldProps) {
  const { t } = useTexts();
  const [isShown, setShown] = useState(false);
  return (
    <LabelledField
      {...props}
      type={isShown ? 'text' : 'password'}
      htmlInput={{ autoCapitalize: 'off', spellCheck: false, maxLength: 1024 }}
      endAdornment={
        <InputAdornment position="end">
          <IconButton
            edge="end"
            size="small"
            aria-label={t(isShown ? 'common.hidePassword' : 'common.showPassword')}
            aria-pressed={isShown}
            onClick={() => setShown(!isShown)}
          >
            {isShown ? <VisibilityOffOutlined fontSize="small" /> : <VisibilityOutlined fontSize="small" />}
          </IconButton>
        </InputAdornment>
      }
    />
  );
}
