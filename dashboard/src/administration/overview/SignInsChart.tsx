import { Box, Table, TableBody, TableCell, TableHead, TableRow, useTheme } from '@mui/material';
import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import type { OverviewQuery } from '#client/operations';
import { Section } from '../../components/Section';
import { useTexts } from '../../i18n/texts';

type Day = OverviewQuery['overview']['days'][number];

/** Sign-ins and failures a day; the same figures as a table for whom a chart says nothing. */
export function SignInsChart({ days }: { days: Day[] }) {
  const { t, locale } = useTexts();
  const { palette } = useTheme();
  const number = new Intl.NumberFormat(locale);
  const short = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', timeZone: 'UTC' });
  const dayText = (day: string) => short.format(new Date(day));
  const sum = (field: 'signIns' | 'failures') =>
    number.format(days.reduce((total, day) => total + day[field], 0));
  const axis = { stroke: palette.text.secondary, tickLine: false, axisLine: false, fontSize: 12 } as const;
  return (
    <Section
      title={t('admin.home.signIns')}
      text={t('admin.home.signInsText', { signIns: sum('signIns'), failures: sum('failures') })}
    >
      <Box
        aria-hidden
        sx={{
          height: 280,
          pr: 2,
          pl: 1,
          // The theme's colours may be none on that ground; two system colours tell the bars apart.
          '@media (forced-colors: active)': {
            '& .succeeded path': { fill: 'CanvasText' },
            '& .failed path': { fill: 'Canvas', stroke: 'CanvasText', strokeWidth: 1.5 },
            // Texts have theirs as a style of their own.
            '& text': { fill: 'CanvasText !important' },
            '& .recharts-cartesian-grid line': { stroke: 'GrayText' },
          },
        }}
      >
        <ResponsiveContainer width="100%" height="100%">
          <BarChart data={days} barGap={1} accessibilityLayer={false}>
            <CartesianGrid vertical={false} stroke={palette.divider} />
            <XAxis
              dataKey="day"
              tickFormatter={dayText}
              minTickGap={24}
              padding={{ left: 4, right: 4 }}
              {...axis}
            />
            <YAxis
              allowDecimals={false}
              width={44}
              tickFormatter={(value: number) =>
                new Intl.NumberFormat(locale, { notation: 'compact' }).format(value)
              }
              {...axis}
            />
            <Tooltip
              labelFormatter={(day: unknown) => dayText(day as string)}
              cursor={{ fill: palette.background.sunken }}
              contentStyle={{
                background: palette.background.paper,
                border: `1px solid ${palette.text.secondary}`,
                borderRadius: 8,
                color: palette.text.primary,
              }}
            />
            <Bar
              className="succeeded"
              dataKey="signIns"
              name={t('admin.home.succeeded')}
              fill={palette.primary.main}
              radius={[3, 3, 0, 0]}
              isAnimationActive={false}
            />
            <Bar
              className="failed"
              dataKey="failures"
              name={t('admin.home.failed')}
              fill={palette.error.main}
              radius={[3, 3, 0, 0]}
              isAnimationActive={false}
            />
          </BarChart>
        </ResponsiveContainer>
      </Box>
      <Box
        sx={{
          display: 'flex',
          flexWrap: 'wrap',
          gap: 2.5,
          px: { xs: 2, sm: 3 },
          py: 1,
          fontSize: '0.875rem',
        }}
      >
        <Swatch color={palette.primary.main} forced="CanvasText" label={t('admin.home.succeeded')} />
        <Swatch color={palette.error.main} forced="Canvas" label={t('admin.home.failed')} />
      </Box>
      <Box component="details" sx={{ px: { xs: 2, sm: 3 }, pb: 2.5, fontSize: '0.875rem' }}>
        <Box component="summary" sx={{ cursor: 'pointer', py: 0.5, color: 'text.secondary' }}>
          {t('admin.home.asTable')}
        </Box>
        <Table size="small" aria-label={t('admin.home.signIns')}>
          <TableHead>
            <TableRow>
              <TableCell>{t('admin.home.day')}</TableCell>
              <TableCell align="right">{t('admin.home.succeeded')}</TableCell>
              <TableCell align="right">{t('admin.home.failed')}</TableCell>
            </TableRow>
          </TableHead>
          <TableBody>
            {days.toReversed().map(({ day, signIns, failures }) => (
              <TableRow key={day}>
                <TableCell>{dayText(day)}</TableCell>
                <TableCell align="right">{number.format(signIns)}</TableCell>
                <TableCell align="right">{number.format(failures)}</TableCell>
              </TableRow>
            ))}
          </TableBody>
        </Table>
      </Box>
    </Section>
  );
}

const Swatch = ({ color, forced, label }: { color: string; forced: string; label: string }) => (
  <Box component="span" sx={{ display: 'inline-flex', alignItems: 'center', gap: 1 }}>
    <Box
      component="span"
      sx={{
        width: 12,
        height: 12,
        borderRadius: '3px',
        bgcolor: color,
        '@media (forced-colors: active)': {
          forcedColorAdjust: 'none',
          bgcolor: forced,
          border: '1px solid CanvasText',
        },
      }}
    />
    {label}
  </Box>
);
