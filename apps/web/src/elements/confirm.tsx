import { AlertDialog } from '@base-ui/react/alert-dialog';
import { type ReactNode, useState } from 'react';
import { inWords } from '../api/errors';
import { useWords } from '../words/language';
import { Button } from './button';
import { Fault } from './trouble';

/** Asks before something that cannot be undone. The dialog stays, and says why, where it did not work. */
export function Confirm({
  title,
  text,
  action,
  onConfirm,
  onClose,
  children,
}: {
  title: string;
  text: string;
  action: string;
  onConfirm: () => Promise<unknown>;
  onClose: () => void;
  children?: ReactNode;
}) {
  const words = useWords();
  // It is closed before it goes, so that the focus returns to where it was.
  const [isOpen, setOpen] = useState(true);
  const [isBusy, setBusy] = useState(false);
  const [fault, setFault] = useState<string>();
  const confirm = async () => {
    setBusy(true);
    setFault(undefined);
    try {
      await onConfirm();
      setOpen(false);
    } catch (error) {
      setFault(inWords(error, words));
    } finally {
      setBusy(false);
    }
  };
  return (
    <AlertDialog.Root
      open={isOpen}
      onOpenChange={(open) => !open && !isBusy && setOpen(false)}
      onOpenChangeComplete={(open) => !open && onClose()}
    >
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className="backdrop" />
        <AlertDialog.Popup className="dialog">
          <AlertDialog.Title>{title}</AlertDialog.Title>
          <AlertDialog.Description>{text}</AlertDialog.Description>
          {children}
          <Fault text={fault} />
          <div className="actions">
            <AlertDialog.Close className="button quiet">{words.dialog.cancel}</AlertDialog.Close>
            <Button look="danger" busy={isBusy} onClick={() => void confirm()}>
              {action}
            </Button>
          </div>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
