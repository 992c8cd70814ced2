import { SessionEndedError } from '@gatehouse/browser';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type Api, useApi } from '../api/api';
import { answered, inWords, mayPass, pauseBefore, RefusedError, within } from '../api/errors';
import { useNotice } from '../elements/notices';
import { useSession } from '../session/session';
import { useWords } from '../words/language';
import { type Draft, drafts } from './draft';
import { type Feed, feedKey, ifVersion, type Message, withChange, withMessage } from './message';

// A text that could not be sent by then goes back to its writer.
const tries = 4;

function post(api: Api, { text, key }: Draft): Promise<{ data: Message }> {
  const header = { 'Idempotency-Key': key ?? crypto.randomUUID() };
  return answered(api.messages.POST('/messages', { params: { header }, body: { text }, signal: within() }));
}

function edit(api: Api, id: string, version: number, text: string): Promise<{ data: Message }> {
  const params = { path: { id }, header: ifVersion(version) };
  return answered(api.messages.PATCH('/messages/{id}', { params, body: { text }, signal: within() }));
}

/** Sends drafts: the feed shows them at once, and what fails goes back into its dialog. */
export function useSending() {
  const api = useApi();
  const session = useSession();
  const words = useWords();
  const say = useNotice();
  const queries = useQueryClient();
  const change = (change: (feed: Feed | undefined) => Feed | undefined) =>
    queries.setQueryData<Feed>(feedKey, (feed) => change(feed));

  return useMutation({
    mutationFn: (draft: Draft) => {
      const { edits, text } = draft;
      // Somebody else may have logged in since the last try.
      const person = session.state.status === 'signed-out' ? null : session.state.person;
      if (person?.subject !== draft.subject) throw new SessionEndedError();
      return edits ? edit(api, edits.id, edits.version, text) : post(api, draft);
    },
    // The key makes a second try of the same text harmless, and the version that of a change.
    retry: (failures, error) => mayPass(error) && failures < tries,
    retryDelay: pauseBefore,
    onMutate: async ({ edits, text }) => {
      drafts.change({ isOpen: false });
      // A read that is under way would bring the old feed back.
      await queries.cancelQueries({ queryKey: feedKey });
      if (!edits) return undefined;
      const before = queries.getQueryData<Feed>(feedKey)?.pages.flatMap(({ items }) => items);
      change((feed) => withChange(feed, edits.id, (message) => ({ ...message, text })));
      return before?.find(({ id }) => id === edits.id);
    },
    onSuccess: ({ data }, { edits }) => {
      drafts.set(null);
      change((feed) => (edits ? withChange(feed, data.id, () => data) : withMessage(feed, data)));
      say(edits ? words.board.saved : words.board.sent);
    },
    onError: async (error, { edits }, before) => {
      if (before) change((feed) => withChange(feed, before.id, () => before));
      drafts.change({ isOpen: true });
      if (!edits || !(error instanceof RefusedError) || error.status !== 412) return;
      // Whoever saves again has seen what the message is now.
      const { data } = await answered(api.feed.GET('/messages/{id}', { params: { path: { id: edits.id } } }));
      change((feed) => withChange(feed, data.id, () => data));
      drafts.change({ edits: { id: data.id, version: data.version } });
    },
  });
}

/** Why the draft was not sent. */
export function reasonOf(error: unknown, words: ReturnType<typeof useWords>): string | undefined {
  if (!error) return undefined;
  if (error instanceof SessionEndedError) return words.session.endedKept;
  if (error instanceof RefusedError && error.status === 412) return words.write.changedMeanwhile;
  return `${words.write.notSent} ${inWords(error, words)}`;
}
