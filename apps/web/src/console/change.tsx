import { useQueryClient } from '@tanstack/react-query';
import { type ComponentProps, useState } from 'react';
import { RefusedError } from '../api/errors';
import { Confirm } from '../elements/confirm';
import { useNotice } from '../elements/notices';

// Milliseconds, after which a dialog no longer waits for what is read again.
const patience = 5_000;

const isOutdated = (error: unknown) => error instanceof RefusedError && [404, 409, 412].includes(error.status);

/**
 * Asks before a change, and reads anew what it is about. Where somebody else came first, the dialog stays over the newer state, so
 * that a second confirmation is based on that.
 */
export function Change({
  reads,
  done,
  onConfirm,
  ...dialog
}: ComponentProps<typeof Confirm> & {
  /** Key of the queries that the change makes old. */
  reads: readonly unknown[];
  /** What is told afterwards. */
  done?: string;
}) {
  const queries = useQueryClient();
  const say = useNotice();
  // What was confirmed: what is read afterwards says something else, while the dialog closes.
  const [confirmed, setConfirmed] = useState<typeof dialog>();
  const readAgain = () =>
    Promise.race([
      queries.invalidateQueries({ queryKey: reads }),
      new Promise((resolve) => setTimeout(resolve, patience)),
    ]);
  const confirm = async () => {
    try {
      await onConfirm();
    } catch (error) {
      if (isOutdated(error)) await readAgain();
      throw error;
    }
    setConfirmed(dialog);
    await readAgain();
    if (done !== undefined) say(done);
  };
  return <Confirm {...(confirmed ?? dialog)} onConfirm={confirm} />;
}
