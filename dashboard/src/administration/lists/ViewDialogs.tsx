import { useListContext } from 'ra-core';
import { ConfirmDialog } from '../../components/ConfirmDialog';
import { useTexts } from '../../i18n/texts';
import { useColumnChoice } from './columns';
import { useFilters } from './filters';
import { OwnViewsDialog } from './OwnViewsDialog';
import { ViewNameDialog } from './ViewNameDialog';
import { type BuiltInView, useViews, type View, withView } from './views';

/** What is being done about saved filters. */
export type ViewAct = { what: 'save' | 'manage' } | { what: 'rename' | 'remove'; view: View };

/** Saves, renames and removes filters. Beside the menu that asks for it, which is another one on a narrow screen. */
export function ViewDialogs({
  builtIn,
  act,
  onAct,
}: {
  builtIn: readonly BuiltInView[];
  act: ViewAct | null;
  onAct: (act: ViewAct | null) => void;
}) {
  const { t } = useTexts();
  const { sort } = useListContext();
  const { values } = useFilters();
  const [columns] = useColumnChoice();
  const [views, remember] = useViews();
  const names = { taken: builtIn.map(({ name }) => t(name)), own: views.map(({ name }) => name) };
  const stop = () => onAct(null);
  return (
    <>
      {act?.what === 'save' && (
        <ViewNameDialog
          title={t('admin.views.saveTitle')}
          text={t('admin.views.saveText')}
          names={names}
          done={t('admin.views.saved')}
          onName={(name) => remember(withView(views, { name, filter: values, sort, columns }))}
          onClose={stop}
        />
      )}
      {act?.what === 'rename' && (
        <ViewNameDialog
          title={t('admin.views.renameTitle', { name: act.view.name })}
          name={act.view.name}
          names={names}
          done={t('admin.views.renamed')}
          onName={(name) => remember(withView(views, { ...act.view, name }, act.view.name))}
          onClose={stop}
        />
      )}
      <OwnViewsDialog
        isOpen={act?.what === 'manage'}
        views={views}
        onRename={(view) => onAct({ what: 'rename', view })}
        onRemove={(view) => onAct({ what: 'remove', view })}
        onClose={stop}
      />
      <ConfirmDialog
        isOpen={act?.what === 'remove'}
        title={t('admin.views.removeTitle', { name: act?.what === 'remove' ? act.view.name : '' })}
        consequences={[t('admin.views.removeText')]}
        confirm={t('common.remove')}
        destructive
        done={t('admin.views.removed')}
        action={() => {
          if (act?.what === 'remove') remember(views.filter(({ name }) => name !== act.view.name));
          return Promise.resolve();
        }}
        onClose={stop}
      />
    </>
  );
}
