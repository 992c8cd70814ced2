import { AlertDialog } from '@base-ui/react/alert-dialog';
import { type ReactNode, type SubmitEvent, useState } from 'react';
import { fieldsInWords, inWords } from '../api/errors';
import { useWords } from '../words/language';
import { Button } from './button';
import { Fault } from './trouble';

/** Asks before something is done. The dialog stays, and says why, where it did not work. */
export function Confirm({
  title,
  text,
  action,
  look = 'danger',
  isReady = true,
  onConfirm,
  onClose,
  children,
}: {
  title: string;
  text: string;
  action: string;
  look?: 'danger' | 'main';
  /** False while something is missing, which the dialog says. */
  isReady?: boolean;
  onConfirm: () => Promise<unknown>;
  onClose: () => void;
  /** What else the dialog shows; fields are given their faults, by their names. */
  children?: ReactNode | ((faults: Readonly<Record<string, string>>) => ReactNode);
}) {
  const words = useWords();
  // It is closed before it goes, so that the focus returns to where it was.
  const [isOpen, setOpen] = useState(true);
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const confirm = async (event: SubmitEvent) => {
    event.preventDefault();
    if (isBusy || !isReady) return;
    setBusy(true);
    setError(undefined);
    try {
      await onConfirm();
      setOpen(false);
    } catch (failure) {
      setError(failure);
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
          <form onSubmit={(event) => void confirm(event)} noValidate>
            {typeof children === 'function' ? children(fieldsInWords(error, words)) : children}
            <Fault text={error ? inWords(error, words) : undefined} />
            <div className="actions">
              <AlertDialog.Close className="button quiet">{words.dialog.cancel}</AlertDialog.Close>
              <Button look={look} type="submit" busy={isBusy} disabled={!isReady}>
                {action}
              </Button>
            </div>
          </form>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
