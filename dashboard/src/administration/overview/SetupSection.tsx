import CheckCircleOutlined from '@mui/icons-material/CheckCircleOutlined';
import RadioButtonUncheckedOutlined from '@mui/icons-material/RadioButtonUncheckedOutlined';
import { Button, Chip, Link as MuiLink, Stack } from '@mui/material';
import { useState } from 'react';
import { Link } from 'react-router-dom';
import { type OverviewQuery, RecordSetupFactDocument, type SetupFact } from '#client/operations';
import { queryClient } from '../../api/query-client';
import { send } from '../../api/send';
import { ConfirmDialog } from '../../components/ConfirmDialog';
import { Row, Rows, Section } from '../../components/Section';
import { useTexts } from '../../i18n/texts';
import { useMay } from '../../session/may';
import { type Remedy, RemedyButton } from './RemedyButton';

type Item = NonNullable<OverviewQuery['setupChecklist']>[number];

/** Where a step is taken, if that is here. */
const PLACES = {
  PROTECT_YOURSELF: '/security',
  CHOOSE_POLICY: '/settings',
  CREATE_ACCOUNTS: '/accounts/create',
  ADD_APPLICATIONS: '/applications/create',
} as const satisfies Partial<Record<Item['step'], string>>;
const isHere = (step: Item['step']): step is keyof typeof PLACES => step in PLACES;

/** What is done on the server. */
const REMEDIES: Partial<Record<Item['step'], Remedy>> = { USE_HTTPS: 'HTTPS', SEND_MAIL: 'MAIL' };

/** What an administrator has to say, since the server cannot see it. */
const FACTS: Partial<Record<Item['step'], SetupFact>> = {
  BACK_UP_KEY: 'KEY_BACKED_UP',
  CHOOSE_POLICY: 'POLICY_CHOSEN',
};

/** What to do with a new installation, until an administrator dismisses it. */
export function SetupSection({ items }: { items: Item[] }) {
  const { t } = useTexts();
  const mayManage = useMay()('SETTINGS_MANAGE');
  const [saying, setSaying] = useState<SetupFact | null>(null);
  const fact = saying ?? 'DISMISSED';
  const done = items.filter((item) => item.done).length;
  return (
    <Section
      title={t('admin.setup.title')}
      text={t(done === items.length ? 'admin.setup.allDone' : 'admin.setup.progress', {
        done,
        count: items.length,
      })}
      action={
        mayManage && (
          <Button color="secondary" variant="outlined" onClick={() => setSaying('DISMISSED')}>
            {t('admin.setup.facts.DISMISSED.name')}
          </Button>
        )
      }
    >
      <Rows>
        {items.map((item) => (
          <Step key={item.step} item={item} onSay={setSaying} />
        ))}
      </Rows>
      <ConfirmDialog
        isOpen={saying !== null}
        title={t(`admin.setup.facts.${fact}.title`)}
        consequences={[t(`admin.setup.facts.${fact}.text`)]}
        confirm={t(`admin.setup.facts.${fact}.confirm`)}
        action={async () => {
          await send(RecordSetupFactDocument, { fact });
          await queryClient.invalidateQueries({ queryKey: ['overview'] });
        }}
        onClose={() => setSaying(null)}
      />
    </Section>
  );
}

function Step({ item: { step, done }, onSay }: { item: Item; onSay: (fact: SetupFact) => void }) {
  const { t } = useTexts();
  const mayManage = useMay()('SETTINGS_MANAGE');
  const fact = FACTS[step];
  const remedy = REMEDIES[step];
  return (
    <Row
      icon={done ? <CheckCircleOutlined color="success" /> : <RadioButtonUncheckedOutlined />}
      title={t(`admin.setup.steps.${step}.title`)}
      badges={done && <Chip size="small" color="success" variant="outlined" label={t('admin.setup.done')} />}
      text={done ? undefined : t(`admin.setup.steps.${step}.text`)}
      action={
        !done && (
          <Stack
            direction="row"
            sx={{
              columnGap: 2,
              rowGap: 1,
              flexWrap: 'wrap',
              alignItems: 'center',
              justifyContent: 'flex-end',
            }}
          >
            {mayManage && fact !== undefined && (
              <Button size="small" variant="outlined" color="secondary" onClick={() => onSay(fact)}>
                {t(`admin.setup.facts.${fact}.name`)}
              </Button>
            )}
            {remedy !== undefined && <RemedyButton remedy={remedy} />}
            {isHere(step) && (
              <MuiLink component={Link} to={PLACES[step]} variant="body2" sx={{ whiteSpace: 'nowrap' }}>
                {t(`admin.setup.places.${step}`)}
              </MuiLink>
            )}
          </Stack>
        )
      }
    />
  );
}
