import BookmarkBorderOutlined from '@mui/icons-material/BookmarkBorderOutlined';
import CheckOutlined from '@mui/icons-material/CheckOutlined';
import { Divider, ListItemIcon, ListItemText, MenuItem } from '@mui/material';
import { type SortPayload, useListContext } from 'ra-core';
import { useNavigate } from 'react-router-dom';
import { useTexts } from '../../i18n/texts';
import { useColumnChoice } from './columns';
import { useFilters } from './filters';
import { ToolMenu } from './ToolMenu';
import type { ViewAct } from './ViewDialogs';
import { type BuiltInView, isSame, useViews, viewAddress } from './views';

/** Filters, order and columns under a name: those that everybody has, and one's own. */
export function ViewsMenu(props: {
  builtIn: readonly BuiltInView[];
  /** How the list is sorted unless it is asked for otherwise. */
  sort: SortPayload;
  onAct: (act: ViewAct) => void;
}) {
  const { t } = useTexts();
  const { resource, sort } = useListContext();
  const { values } = useFilters();
  const navigate = useNavigate();
  const [columns, chooseColumns] = useColumnChoice();
  const [views] = useViews();
  const goTo = (filter: Record<string, unknown>, by: SortPayload) =>
    void navigate(viewAddress(resource, filter, by));
  const entries = [
    ...props.builtIn.map(({ name, filter }) => ({
      name: t(name),
      isOn: isSame(filter, values),
      apply: () => goTo(filter, props.sort),
    })),
    ...views.map((view) => ({
      name: view.name,
      isOn: isSame(view.filter, values) && isSame(view.sort, sort) && isSame(view.columns, columns),
      apply: () => {
        chooseColumns(view.columns);
        goTo(view.filter, view.sort);
      },
    })),
  ];
  const acts = [
    { what: 'save', label: 'admin.views.save', isOffered: true },
    { what: 'manage', label: 'admin.views.manage', isOffered: views.length > 0 },
  ] as const;
  return (
    <ToolMenu label={t('admin.views.title')} icon={<BookmarkBorderOutlined />}>
      {(close) => [
        ...entries.map(({ name, isOn, apply }) => (
          <MenuItem
            key={name}
            role="menuitemradio"
            aria-checked={isOn}
            onClick={() => {
              close();
              apply();
            }}
          >
            <ListItemIcon>{isOn && <CheckOutlined color="primary" />}</ListItemIcon>
            <ListItemText>{name}</ListItemText>
          </MenuItem>
        )),
        ...(entries.length > 0 ? [<Divider key="divider" component="li" />] : []),
        ...acts
          .filter(({ isOffered }) => isOffered)
          .map(({ what, label }) => (
            <MenuItem
              key={label}
              onClick={() => {
                close();
                props.onAct({ what });
              }}
            >
              {t(label)}
            </MenuItem>
          )),
      ]}
    </ToolMenu>
  );
}
