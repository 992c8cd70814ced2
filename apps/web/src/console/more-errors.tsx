import { type PropsWithChildren, useMemo } from 'react';
import { type Words } from '../words/en';
import { SpeechContext, useSpeech } from '../words/language';

/** Inside it errors are told in more words. */
export function MoreErrors({
  byCode,
  faults,
  children,
}: PropsWithChildren<Pick<Words['errors'], 'byCode' | 'faults'>>) {
  const speech = useSpeech();
  const more = useMemo(() => {
    const { errors } = speech.words;
    const all = { ...errors, byCode: { ...errors.byCode, ...byCode }, faults: [...errors.faults, ...faults] };
    return { ...speech, words: { ...speech.words, errors: all } };
  }, [speech, byCode, faults]);
  return <SpeechContext value={more}>{children}</SpeechContext>;
}
