import { useConsoleWords } from '../../words/console/words';
import { type Client } from './client-queries';

/** Says how a client proves itself. */
export function useProof() {
  const { clients } = useConsoleWords();
  return ({ secrets, jwks }: Client): string => {
    if (jwks) return clients.keysCount(jwks.keys.length);
    return secrets === 0 ? clients.noProof : clients.secretsCount(secrets);
  };
}
