import { Box, MenuItem, Stack, TextField, Typography } from '@mui/material';
import { useState } from 'react';
import { CopyButton } from '../../components/CopyButton';
import { Preformatted } from '../../components/Preformatted';
import { Section } from '../../components/Section';
import { useTexts } from '../../i18n/texts';
import type { Application } from './application';
import { ENDPOINTS, publicUrl } from './configurations';
import { type Recipe, recipeOf, RECIPES } from './recipes';
import { useProgramName } from './useProgramName';

/** Stands where the secret belongs once it is not shown any more. */
const SECRET = 'CLIENT_SECRET';

/** What the program has to be told, to be copied as it stands. `secret`: for the once that it is known. */
export function ConfigurationSection(props: { application: Application; recipe?: Recipe; secret?: string }) {
  const { t } = useTexts();
  const { application, secret } = props;
  const nameOf = useProgramName();
  const [chosen, setChosen] = useState<Recipe | null>(null);
  const recipe = chosen ?? props.recipe ?? recipeOf(application);
  const files = recipe.files({
    clientId: application.clientId ?? '',
    secret: secret ?? SECRET,
    scopes: application.scopes.join(' '),
    hosts: application.hosts,
  });
  const hasSecret = application.kind === 'OIDC' && application.secretCreatedAt !== null;
  return (
    <Section
      title={t('admin.applications.configuration')}
      text={t(
        application.kind === 'FORWARD'
          ? 'admin.applications.configurationProxy'
          : hasSecret && secret === undefined
            ? 'admin.applications.configurationSecret'
            : 'admin.applications.configurationText',
        { placeholder: SECRET },
      )}
    >
      <Stack sx={{ gap: 2.5, px: { xs: 2, sm: 3 }, pb: { xs: 2, sm: 3 } }}>
        <TextField
          select
          label={t('admin.applications.program')}
          value={recipe.id}
          onChange={(event) => setChosen(RECIPES.find(({ id }) => id === event.target.value) ?? null)}
          sx={{ maxWidth: 320 }}
        >
          {RECIPES.filter(({ kind }) => kind === application.kind).map((each) => (
            <MenuItem key={each.id} value={each.id}>
              {nameOf(each)}
            </MenuItem>
          ))}
        </TextField>
        {files.map(({ name, text }) => (
          <div key={name}>
            <Stack
              direction="row"
              sx={{ alignItems: 'center', justifyContent: 'space-between', gap: 1, mb: 0.75 }}
            >
              <Typography variant="body2" sx={{ fontWeight: 560, overflowWrap: 'anywhere' }}>
                {name}
              </Typography>
              <CopyButton text={text} />
            </Stack>
            <Preformatted label={name} text={text} />
          </div>
        ))}
        {files.length === 0 && <Endpoints application={application} secret={secret ?? null} />}
      </Stack>
    </Section>
  );
}

/** For programs that no recipe is known of. */
function Endpoints({ application, secret }: { application: Application; secret: string | null }) {
  const { t } = useTexts();
  const { discovery, ...others } = ENDPOINTS;
  const values: [name: string, value: string][] = [
    [t('admin.applications.endpoints.issuer'), publicUrl],
    [t('admin.applications.endpoints.discovery'), discovery],
    [t('admin.applications.fields.clientId'), application.clientId ?? ''],
    ...(secret === null ? [] : [[t('admin.applications.secret.title'), secret] as [string, string]]),
    [t('admin.applications.fields.scopes'), application.scopes.join(' ')],
    ...Object.entries(others).map(([name, value]): [string, string] => [
      t(`admin.applications.endpoints.${name as keyof typeof others}`),
      value,
    ]),
  ];
  return (
    <Box component="dl" sx={{ m: 0, display: 'grid', gap: 1.25 }}>
      {values.map(([name, value]) => (
        <div key={name}>
          <Typography component="dt" variant="body2" color="textSecondary">
            {name}
          </Typography>
          <Typography
            component="dd"
            sx={{
              m: 0,
              fontFamily: (theme) => theme.typography.monospace,
              fontSize: '0.875rem',
              overflowWrap: 'anywhere',
            }}
          >
            {value}
          </Typography>
        </div>
      ))}
    </Box>
  );
}
