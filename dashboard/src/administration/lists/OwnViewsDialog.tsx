import DeleteOutlined from '@mui/icons-material/DeleteOutlined';
import EditOutlined from '@mui/icons-material/EditOutlined';
import {
  Button,
  Dialog,
  DialogActions,
  DialogContent,
  DialogTitle,
  IconButton,
  List,
  ListItem,
  ListItemText,
} from '@mui/material';
import { useId } from 'react';
import { useTexts } from '../../i18n/texts';
import type { View } from './views';

/** One's own saved filters, to be renamed or removed. */
export function OwnViewsDialog(props: {
  isOpen: boolean;
  views: readonly View[];
  onRename: (view: View) => void;
  onRemove: (view: View) => void;
  onClose: () => void;
}) {
  const { t } = useTexts();
  const id = useId();
  return (
    <Dialog open={props.isOpen} onClose={props.onClose} aria-labelledby={id} fullWidth maxWidth="xs">
      <DialogTitle id={id}>{t('admin.views.manageTitle')}</DialogTitle>
      <DialogContent>
        <List disablePadding>
          {props.views.map((view) => (
            <ListItem key={view.name} disableGutters>
              <ListItemText sx={{ overflowWrap: 'anywhere' }}>{view.name}</ListItemText>
              <IconButton
                aria-label={t('admin.views.renameOne', { name: view.name })}
                onClick={() => props.onRename(view)}
              >
                <EditOutlined />
              </IconButton>
              <IconButton
                aria-label={t('admin.views.removeOne', { name: view.name })}
                onClick={() => props.onRemove(view)}
              >
                <DeleteOutlined />
              </IconButton>
            </ListItem>
          ))}
        </List>
      </DialogContent>
      <DialogActions>
        <Button color="secondary" onClick={props.onClose}>
          {t('common.close')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
