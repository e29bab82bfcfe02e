import BlockOutlined from '@mui/icons-material/BlockOutlined';
import PersonAddOutlined from '@mui/icons-material/PersonAddOutlined';
import PersonOutlined from '@mui/icons-material/PersonOutlined';
import { Chip } from '@mui/material';
import type { ImportAccountsMutation } from '#client/operations';
import { Row, Rows } from '../../components/Section';
import { LANGUAGE_TAGS, LANGUAGES, type Language } from '../../i18n/languages';
import { useTexts } from '../../i18n/texts';

export type ImportedRow = ImportAccountsMutation['importAccounts'][number];

const ICONS = { NEW: <PersonAddOutlined />, EXISTS: <PersonOutlined />, REFUSED: <BlockOutlined /> };
const COLOURS = { NEW: 'success', EXISTS: 'default', REFUSED: 'error' } as const;

/** What becomes of each row of a table. */
export function ImportedRows({ rows, isDone }: { rows: readonly ImportedRow[]; isDone: boolean }) {
  const { t } = useTexts();
  return (
    <Rows>
      {rows.map((row) => (
        <Row
          key={row.line}
          icon={ICONS[row.result]}
          title={row.login ?? t('admin.import.noLogin')}
          badges={
            <>
              <Chip
                size="small"
                variant="outlined"
                color={COLOURS[row.result]}
                label={t(`admin.import.${isDone && row.result === 'NEW' ? 'created' : row.result}`)}
              />
              {row.invited && <Chip size="small" variant="outlined" label={t('admin.import.invited')} />}
            </>
          }
          text={
            <>
              {row.problem !== null && (
                <div>{t(`admin.import.problems.${row.problem}`, { languages: LANGUAGE_TAGS })}</div>
              )}
              {[
                t('admin.import.line', { line: row.line }),
                row.displayName,
                row.email,
                row.locale && LANGUAGES[row.locale.toLowerCase() as Language],
                row.role !== 'USER' && t(`admin.accounts.roles.${row.role}`),
                row.requireTwoFactor && t('admin.accounts.required'),
                row.groups.length > 0 && row.groups.join(', '),
              ]
                .filter(Boolean)
                .join(' · ')}
            </>
          }
        />
      ))}
    </Rows>
  );
}
