import ArrowBackOutlined from '@mui/icons-material/ArrowBackOutlined';
import UploadFileOutlined from '@mui/icons-material/UploadFileOutlined';
import { Alert, Box, Button, FormControlLabel, Stack, Switch, Typography } from '@mui/material';
import { useRef, useState } from 'react';
import { Link } from 'react-router-dom';
import { LatchkeyError } from '#client/errors';
import { ImportAccountsDocument } from '#client/operations';
import { queryClient } from '../../api/query-client';
import { send } from '../../api/send';
import { ConfirmDialog } from '../../components/ConfirmDialog';
import { Page } from '../../components/Page';
import { Section } from '../../components/Section';
import { useAction } from '../../components/useAction';
import { LANGUAGE_TAGS } from '../../i18n/languages';
import { useTexts } from '../../i18n/texts';
import { type ImportedRow, ImportedRows } from './ImportedRows';
import { readTable, UnreadableTable } from './read-table';

const EXAMPLE = `login,displayName,email,locale,role,groups
maria,Maria Meier,maria@example.org,de,USER,Sales;Berlin
paul,Paul Martin,paul@example.org,fr,ADMIN,`;

interface Table {
  name: string;
  csv: string;
  rows: ImportedRow[];
  isDone: boolean;
}

/** Many accounts from a table: what would become of each row, and then what became of it. */
export default function ImportAccountsPage() {
  const { t } = useTexts();
  const [table, setTable] = useState<Table | null>(null);
  const fileInput = useRef<HTMLInputElement>(null);
  const [isAsking, setAsking] = useState(false);
  const [createGroups, setCreateGroups] = useState(false);
  const { isBusy, run, refusal } = useAction({
    inPlace: true,
    explain: (error) => {
      if (error instanceof UnreadableTable) return t(`admin.import.${error.problem}`);
      const isOfTable = error instanceof LatchkeyError && error.details.field === 'csv';
      return isOfTable ? t('admin.import.unreadable') : undefined;
    },
  });
  const preview = async (name: string, csv: string, withGroups: boolean) => {
    const variables = { csv, dryRun: true, createGroups: withGroups };
    const { importAccounts: rows } = await send(ImportAccountsDocument, variables);
    setTable({ name, csv, rows, isDone: false });
  };
  const choose = (file: File) =>
    run(async () => {
      setTable(null);
      await preview(file.name, await readTable(file), createGroups);
    });
  const switchGroups = (isOn: boolean) => {
    setCreateGroups(isOn);
    if (table && !table.isDone) void run(() => preview(table.name, table.csv, isOn));
  };
  const count = (result: ImportedRow['result']): number =>
    table?.rows.filter((row) => row.result === result).length ?? 0;
  const created = count('NEW');
  // Those that exist are added to groups and stay as they are otherwise.
  const added = table?.rows.filter((row) => row.result === 'EXISTS' && row.groups.length > 0).length ?? 0;
  const [button, title] =
    created > 0
      ? [
          t('admin.import.import', { smart_count: created }),
          t('admin.import.confirmTitle', { smart_count: created }),
        ]
      : [
          t('admin.import.addToGroups', { smart_count: added }),
          t('admin.import.addToGroupsTitle', { smart_count: added }),
        ];
  return (
    <Page
      title={t('admin.import.title')}
      text={t('admin.import.text')}
      action={
        <Button component={Link} to="/accounts" color="secondary" startIcon={<ArrowBackOutlined />}>
          {t('admin.account.back')}
        </Button>
      }
    >
      <Section title={t('admin.import.table')} text={t('admin.import.columns', { languages: LANGUAGE_TAGS })}>
        <Stack sx={{ gap: 2, px: { xs: 2, sm: 3 }, pb: 3, alignItems: 'flex-start' }}>
          <Box
            component="pre"
            tabIndex={0}
            aria-label={t('admin.import.example')}
            sx={{
              m: 0,
              p: 2,
              maxWidth: '100%',
              overflowX: 'auto',
              borderRadius: '8px',
              bgcolor: 'background.sunken',
              fontFamily: (theme) => theme.typography.monospace,
              fontSize: '0.8125rem',
            }}
          >
            {EXAMPLE}
          </Box>
          <FormControlLabel
            control={
              <Switch checked={createGroups} onChange={(event) => switchGroups(event.target.checked)} />
            }
            label={t('admin.import.createGroups')}
          />
          {refusal !== null && <Alert severity="error">{refusal}</Alert>}
          <Button
            variant="outlined"
            loading={isBusy}
            startIcon={<UploadFileOutlined />}
            onClick={() => fileInput.current?.click()}
          >
            {t(table === null ? 'admin.import.choose' : 'admin.import.chooseOther')}
          </Button>
          <input
            ref={fileInput}
            type="file"
            accept=".csv,.txt,.tsv,text/csv,text/plain"
            hidden
            onChange={(event) => {
              const [file] = event.target.files ?? [];
              if (file) void choose(file);
              // The same file again, once it is mended.
              event.target.value = '';
            }}
          />
        </Stack>
      </Section>
      {table && (
        <Section
          title={t(table.isDone ? 'admin.import.doneOf' : 'admin.import.previewOf', { name: table.name })}
          text={t('admin.import.counts', {
            created,
            existing: count('EXISTS'),
            refused: count('REFUSED'),
          })}
          action={
            !table.isDone && (
              <Button
                variant="contained"
                disabled={isBusy || created + added === 0}
                onClick={() => setAsking(true)}
              >
                {button}
              </Button>
            )
          }
        >
          {table.isDone && created > 0 && (
            <Alert severity="success" sx={{ mx: { xs: 2, sm: 3 }, mb: 2 }}>
              <Typography variant="body2">{t('admin.import.then')}</Typography>
            </Alert>
          )}
          <ImportedRows rows={table.rows} isDone={table.isDone} />
        </Section>
      )}
      <ConfirmDialog
        isOpen={isAsking}
        title={title}
        consequences={[...(created > 0 ? [t('admin.import.links')] : []), t('admin.import.others')]}
        confirm={button}
        action={async () => {
          if (!table) return;
          const { importAccounts: rows } = await send(ImportAccountsDocument, {
            csv: table.csv,
            dryRun: false,
            createGroups,
          });
          setTable({ ...table, rows, isDone: true });
          await queryClient.invalidateQueries();
        }}
        onClose={() => setAsking(false)}
      />
    </Page>
  );
}
