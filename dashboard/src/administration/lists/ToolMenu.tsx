import { Button, Menu } from '@mui/material';
import { type ReactNode, useId, useState } from 'react';

/** A button above a list that opens a menu. The items are given what closes it. */
export function ToolMenu(props: {
  label: string;
  icon: ReactNode;
  children: (close: () => void) => ReactNode[];
}) {
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const id = useId();
  const close = () => setAnchor(null);
  return (
    <>
      <Button
        color="secondary"
        startIcon={props.icon}
        aria-haspopup="menu"
        aria-expanded={anchor !== null}
        aria-controls={anchor ? id : undefined}
        onClick={(event) => setAnchor(event.currentTarget)}
      >
        {props.label}
      </Button>
      <Menu
        id={id}
        anchorEl={anchor}
        open={anchor !== null}
        onClose={close}
        slotProps={{ list: { 'aria-label': props.label } }}
      >
        {props.children(close)}
      </Menu>
    </>
  );
}
