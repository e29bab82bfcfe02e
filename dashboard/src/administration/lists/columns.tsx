import CheckBoxOutlined from '@mui/icons-material/CheckBoxOutlined';
import CheckBoxOutlineBlankOutlined from '@mui/icons-material/CheckBoxOutlineBlankOutlined';
import ViewColumnOutlined from '@mui/icons-material/ViewColumnOutlined';
import { Divider, ListItemIcon, ListItemText, MenuItem } from '@mui/material';
import { type RaRecord, useListContext } from 'ra-core';
import { useTexts } from '../../i18n/texts';
import type { Column } from './ListRows';
import { ToolMenu } from './ToolMenu';
import { useRemembered } from './remembered';

/** Which columns are shown other than by default, by their labels. */
export type ColumnChoice = Record<string, boolean>;

export const readColumnChoice = (stored: unknown): ColumnChoice =>
  typeof stored === 'object' && stored !== null && !Array.isArray(stored)
    ? Object.fromEntries(
        Object.entries(stored).filter((entry): entry is [string, boolean] => typeof entry[1] === 'boolean'),
      )
    : {};

/** What is chosen of this list's columns. */
export function useColumnChoice() {
  const { resource } = useListContext();
  return useRemembered(`columns.${resource}`, readColumnChoice);
}

export const isShownByDefault = (column: { isOptional?: boolean }): boolean => column.isOptional !== true;

/** The first column, which says what the row is, and those of the others that are chosen. */
export function useShownColumns<Row extends RaRecord>([first, ...others]: readonly [
  Column<Row>,
  ...Column<Row>[],
]): [Column<Row>, ...Column<Row>[]] {
  const [choice] = useColumnChoice();
  return [first, ...others.filter((column) => choice[column.label] ?? isShownByDefault(column))];
}

/** Chooses the columns of a table. */
export function ColumnsMenu<Row extends RaRecord>({ columns }: { columns: readonly Column<Row>[] }) {
  const { t } = useTexts();
  const [choice, choose] = useColumnChoice();
  return (
    <ToolMenu label={t('admin.list.columns')} icon={<ViewColumnOutlined />}>
      {() => [
        ...columns.slice(1).map((column) => {
          const isShown = choice[column.label] ?? isShownByDefault(column);
          return (
            <MenuItem
              key={column.label}
              role="menuitemcheckbox"
              aria-checked={isShown}
              onClick={() => {
                const { [column.label]: _before, ...rest } = choice;
                const isDefault = isShown !== isShownByDefault(column);
                choose(isDefault ? rest : { ...rest, [column.label]: !isShown });
              }}
            >
              <ListItemIcon>
                {isShown ? <CheckBoxOutlined color="primary" /> : <CheckBoxOutlineBlankOutlined />}
              </ListItemIcon>
              <ListItemText>{t(column.label)}</ListItemText>
            </MenuItem>
          );
        }),
        <Divider key="divider" component="li" />,
        <MenuItem key="default" disabled={Object.keys(choice).length === 0} onClick={() => choose(null)}>
          {t('admin.list.columnsDefault')}
        </MenuItem>,
      ]}
    </ToolMenu>
  );
}
