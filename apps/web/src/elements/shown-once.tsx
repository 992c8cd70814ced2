import { AlertDialog } from '@base-ui/react/alert-dialog';
import { useRef, useState } from 'react';
import { Button } from './button';
import { Field } from './field';

/** Shows a secret that nobody is told a second time. Only its button closes the dialog. */
export function ShownOnce({
  title,
  text,
  label,
  secret,
  words,
  onClose,
}: {
  title: string;
  text: string;
  label: string;
  secret: string;
  words: { readonly copy: string; readonly copied: string; readonly notCopied: string; readonly done: string };
  onClose: () => void;
}) {
  const popup = useRef<HTMLDivElement>(null);
  const [isOpen, setOpen] = useState(true);
  const [told, setTold] = useState('');
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(secret);
      setTold(words.copied);
    } catch {
      popup.current?.querySelector('textarea')?.select();
      setTold(words.notCopied);
    }
  };
  return (
    <AlertDialog.Root open={isOpen} onOpenChangeComplete={(open) => !open && onClose()}>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className="backdrop" />
        <AlertDialog.Popup className="dialog" ref={popup}>
          <AlertDialog.Title>{title}</AlertDialog.Title>
          <AlertDialog.Description>{text}</AlertDialog.Description>
          <Field
            label={label}
            name="secret"
            value={secret}
            readOnly
            autoComplete="off"
            spellCheck={false}
            render={<textarea rows={2} />}
            className="code"
            onFocus={(event) => event.target.select()}
          />
          <p role="status" className="hint">
            {told}
          </p>
          <div className="actions">
            <Button look="quiet" onClick={() => void copy()}>
              {words.copy}
            </Button>
            <Button onClick={() => setOpen(false)}>{words.done}</Button>
          </div>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
