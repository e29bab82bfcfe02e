import { MenuItem, TextField } from '@mui/material';
import type { SigningAlgorithm, TokenEndpointAuthMethod } from '#client/operations';
import { useTexts } from '../../i18n/texts';
import { type FieldProps, SwitchField, TextInput } from './fields';

/** What follows from the program, and so is filled in by its recipe. */
export function TechnicalFields(props: FieldProps) {
  const { t } = useTexts();
  const { draft, onChange } = props;
  return (
    <>
      <TextInput {...props} name="clientId" />
      <TextField
        select
        label={t('admin.applications.fields.tokenEndpointAuthMethod')}
        helperText={t('admin.applications.hints.tokenEndpointAuthMethod')}
        value={draft.tokenEndpointAuthMethod}
        onChange={(event) =>
          onChange('tokenEndpointAuthMethod', event.target.value as TokenEndpointAuthMethod)
        }
      >
        {(['CLIENT_SECRET_BASIC', 'CLIENT_SECRET_POST', 'NONE'] as const).map((method) => (
          <MenuItem key={method} value={method}>
            {t(`admin.applications.methods.${method}`)}
          </MenuItem>
        ))}
      </TextField>
      <TextInput {...props} name="scopes" />
      <SwitchField {...props} name="requirePkce" />
      <SwitchField {...props} name="refreshTokens" />
      <SwitchField {...props} name="mayIntrospect" />
      <TextField
        select
        label={t('admin.applications.fields.signingAlgorithm')}
        helperText={t('admin.applications.hints.signingAlgorithm')}
        value={draft.signingAlgorithm}
        onChange={(event) => onChange('signingAlgorithm', event.target.value as SigningAlgorithm)}
      >
        <MenuItem value="RS256">RS256</MenuItem>
        <MenuItem value="ES256">ES256</MenuItem>
      </TextField>
      <TextInput {...props} name="postLogoutRedirectUris" lines />
      <TextInput {...props} name="backchannelLogoutUri" type="url" />
    </>
  );
}
