import { Dialog } from '@base-ui/react/dialog';
import { Field } from '@base-ui/react/field';
import { type KeyboardEvent, type SubmitEvent, useId, useRef, useState } from 'react';
import { Button } from '../elements/button';
import { Fault } from '../elements/trouble';
import { useEntrance } from '../session/entrance';
import { useSessionState } from '../session/session';
import { useWords } from '../words/language';
import { type Draft, drafts } from './draft';
import { charactersOf, longestText } from './text';

// Shown from here on.
const fewLeft = 200;

/** Where a message is written or edited. Whatever happens, the text stays. */
export default function WriteDialog({
  draft,
  isOpen,
  fault,
  newerText,
  onSend,
}: {
  draft: Draft;
  /** It is closed before it goes, so that the focus returns to where it was. */
  isOpen: boolean;
  fault: string | undefined;
  /** What the message is now, where somebody else changed it. */
  newerText: string | undefined;
  onSend: (draft: Draft) => void;
}) {
  const words = useWords();
  const { signIn } = useEntrance();
  const state = useSessionState();
  const form = useId();
  const field = useRef<HTMLTextAreaElement>(null);
  const [complaint, setComplaint] = useState<string>();
  const left = longestText - charactersOf(draft.text);
  const mustSignIn = state.status === 'signed-out';

  const close = () => {
    if (draft.edits || draft.text.trim() === '') drafts.set(null);
    else drafts.change({ isOpen: false });
  };
  const send = (event?: SubmitEvent) => {
    event?.preventDefault();
    if (mustSignIn) return signIn({ returnTo: '/' });
    if (draft.text.trim() === '') return setComplaint(words.write.blank);
    if (left < 0) return setComplaint(words.write.tooLong);
    const keyed = { ...draft, key: draft.key ?? crypto.randomUUID() };
    drafts.set(keyed);
    onSend(keyed);
  };
  const sendByKey = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) send();
  };

  return (
    <Dialog.Root open={isOpen} onOpenChange={(open) => !open && close()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="backdrop" />
        <Dialog.Popup className="dialog wide" initialFocus={field}>
          <Dialog.Title>{draft.edits ? words.write.editTitle : words.write.title}</Dialog.Title>
          <Fault text={mustSignIn ? words.session.endedKept : fault} />
          {newerText !== undefined && !mustSignIn && <blockquote dir="auto">{newerText}</blockquote>}
          <form id={form} onSubmit={send} noValidate>
            <Field.Root name="text" invalid={complaint !== undefined || left < 0} className="field">
              <Field.Label>{words.write.label}</Field.Label>
              <Field.Control
                value={draft.text}
                onValueChange={(text: string) => {
                  setComplaint(undefined);
                  // Another text is another message.
                  drafts.change({ text, key: null });
                }}
                onKeyDown={sendByKey}
                render={<textarea ref={field} rows={6} dir="auto" />}
              />
              <Field.Description className="hint">{words.write.hint}</Field.Description>
              {complaint !== undefined && (
                <Field.Error match className="fault">
                  {complaint}
                </Field.Error>
              )}
            </Field.Root>
            <p className="count" role="status">
              {left < 0 ? words.write.over(-left) : left <= fewLeft ? words.write.left(left) : ''}
            </p>
          </form>
          <div className="actions">
            <Dialog.Close className="button quiet">{words.write.cancel}</Dialog.Close>
            <Button type="submit" form={form}>
              {mustSignIn ? words.session.signIn : draft.edits ? words.write.save : words.write.send}
            </Button>
          </div>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
