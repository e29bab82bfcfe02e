import CloudOffOutlined from '@mui/icons-material/CloudOffOutlined';
import ErrorOutline from '@mui/icons-material/ErrorOutlineOutlined';
import SearchOffOutlined from '@mui/icons-material/SearchOffOutlined';
import { Box, Button, CircularProgress, Fade, Stack, Typography } from '@mui/material';
import type { ReactNode } from 'react';
import { Link } from 'react-router-dom';
import { isReachable } from '../api/connection';
import { useStored } from '../api/store';
import { StillLoading } from '../components/StillLoading';
import { useTexts } from '../i18n/texts';

/** A whole screen, or the place of a page, that says one thing. */
function Screen(props: { icon: ReactNode; title: string; text: string; action?: ReactNode }) {
  return (
    <Stack
      role="alert"
      sx={{
        alignItems: 'center',
        justifyContent: 'center',
        minHeight: '70vh',
        p: 3,
        textAlign: 'center',
        gap: 1.5,
      }}
    >
      <Box sx={{ color: 'text.secondary', '& svg': { fontSize: 40 } }}>{props.icon}</Box>
      <Typography variant="h1">{props.title}</Typography>
      <Typography color="textSecondary" sx={{ maxWidth: 440 }}>
        {props.text}
      </Typography>
      {props.action && <Box sx={{ mt: 1 }}>{props.action}</Box>}
    </Stack>
  );
}

/** Nothing at first: what is there within a moment should not flash. */
export function Waiting() {
  const { t } = useTexts();
  if (!useStored(isReachable)) return <Unreachable />;
  return (
    <Fade in style={{ transitionDelay: '400ms' }}>
      <Stack sx={{ alignItems: 'center', justifyContent: 'center', minHeight: '70vh' }}>
        <CircularProgress aria-label={t('common.loading')} size={28} />
        <StillLoading />
      </Stack>
    </Fade>
  );
}

export function Unreachable() {
  const { t } = useTexts();
  return (
    <Screen
      icon={<CloudOffOutlined />}
      title={t('state.unreachableTitle')}
      text={t('state.unreachableText')}
    />
  );
}

export function Broken() {
  const { t } = useTexts();
  return (
    <Screen
      icon={<ErrorOutline />}
      title={t('state.brokenTitle')}
      text={t('state.brokenText')}
      action={
        <Button variant="outlined" onClick={() => window.location.reload()}>
          {t('state.reload')}
        </Button>
      }
    />
  );
}

export function NotFound() {
  const { t } = useTexts();
  return (
    <Screen
      icon={<SearchOffOutlined />}
      title={t('state.notFoundTitle')}
      text={t('state.notFoundText')}
      action={
        <Button component={Link} to="/" variant="outlined">
          {t('state.home')}
        </Button>
      }
    />
  );
}
