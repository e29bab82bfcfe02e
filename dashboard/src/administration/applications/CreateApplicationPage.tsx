import { Alert, Button, Card, TextField } from '@mui/material';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router-dom';
import { CreateApplicationDocument, type CreateApplicationMutation } from '#client/operations';
import { queryClient } from '../../api/query-client';
import { send } from '../../api/send';
import { abandon, askBeforeLeaving, leaveAnyway } from '../../api/unsaved';
import { Page } from '../../components/Page';
import { Section } from '../../components/Section';
import { ShownOnce } from '../../components/ShownOnce';
import { useTexts } from '../../i18n/texts';
import { type ApplicationDraft, ofKind, toInput, USUAL } from './application';
import { ApplicationForm } from './ApplicationForm';
import { ConfigurationSection } from './ConfigurationSection';
import { RecipeChoice } from './RecipeChoice';
import { type Recipe, returnAddress } from './recipes';
import { useProgramName } from './useProgramName';

type Created = CreateApplicationMutation['createApplication'];

/** The program, then what is to be decided about it, then what it has to be told. */
export default function CreateApplicationPage() {
  const { t } = useTexts();
  const nameOf = useProgramName();
  const [recipe, setRecipe] = useState<Recipe | null>(null);
  const [created, setCreated] = useState<Created | null>(null);
  if (recipe && created) return <ApplicationCreated created={created} recipe={recipe} />;
  return (
    <Page
      key={recipe?.id ?? 'choice'}
      title={
        recipe
          ? t('admin.applications.createOf', { program: nameOf(recipe) })
          : t('admin.applications.createTitle')
      }
      text={t(recipe ? `admin.applications.recipes.${recipe.id}` : 'admin.applications.createText')}
      action={
        recipe && (
          <Button color="secondary" onClick={() => askBeforeLeaving(() => setRecipe(null))}>
            {t('admin.applications.another')}
          </Button>
        )
      }
    >
      {recipe ? (
        <Card sx={{ p: { xs: 2, sm: 3 } }}>
          <NewApplicationForm recipe={recipe} onCreated={setCreated} />
        </Card>
      ) : (
        <RecipeChoice onChoose={setRecipe} />
      )}
    </Page>
  );
}

function NewApplicationForm({
  recipe,
  onCreated,
}: {
  recipe: Recipe;
  onCreated: (created: Created) => void;
}) {
  const { t } = useTexts();
  const [address, setAddress] = useState('');
  const [own, setOwn] = useState<Partial<ApplicationDraft>>({});
  const { kind, settings, program, returnPath } = recipe;
  // What follows from the address does so until it is written otherwise.
  const draft: ApplicationDraft = {
    ...USUAL,
    ...settings,
    name: program ?? '',
    redirectUris: returnAddress(recipe, address),
    ...own,
  };
  return (
    <ApplicationForm
      kind={kind}
      draft={draft}
      isChanged={address !== '' || Object.keys(own).length > 0}
      onChange={(name, value) => setOwn({ ...own, [name]: value })}
      knowsAddresses={returnPath !== null || draft.mayIntrospect}
      before={
        returnPath !== null && (
          <TextField
            type="url"
            label={t('admin.applications.address', { program: program ?? '' })}
            helperText={t('admin.applications.addressHint')}
            placeholder="https://"
            value={address}
            onChange={(event) => setAddress(event.target.value)}
            required={own.redirectUris === undefined}
            autoFocus
          />
        )
      }
      submit={t('admin.applications.create')}
      cancel={
        <Button component={Link} to="/applications" color="secondary" onClick={abandon}>
          {t('common.cancel')}
        </Button>
      }
      onSubmit={async () => {
        const input = { kind, ...toInput(ofKind(kind, draft)), name: draft.name };
        const { createApplication } = await send(CreateApplicationDocument, { input });
        onCreated(createApplication);
        await queryClient.invalidateQueries();
      }}
    />
  );
}

/** The secret, which is shown this once, and where it belongs. */
function ApplicationCreated({ created, recipe }: { created: Created; recipe: Recipe }) {
  const { t } = useTexts();
  const navigate = useNavigate();
  const { application, clientSecret } = created;
  return (
    <Page
      title={t('admin.applications.created', { name: application.name })}
      text={t('admin.applications.createdText')}
      action={
        <Button
          variant="contained"
          onClick={() => leaveAnyway(() => void navigate(`/applications/${application.id}`))}
        >
          {t('common.done')}
        </Button>
      }
    >
      {clientSecret !== null && (
        <Section title={t('admin.applications.secret.title')}>
          <Card variant="outlined" sx={{ border: 0, px: { xs: 2, sm: 3 }, pb: { xs: 2, sm: 3 } }}>
            <ShownOnce secret={clientSecret} warning={t('admin.applications.secret.onlyOnce')} />
          </Card>
        </Section>
      )}
      {recipe.id === 'dovecot' && (
        <Alert severity="info" sx={{ mb: 2.5 }}>
          {t('admin.applications.dovecotText')}
        </Alert>
      )}
      <ConfigurationSection
        application={application}
        recipe={recipe}
        {...(clientSecret !== null && { secret: clientSecret })}
      />
    </Page>
  );
}
