import { SignInUnavailableError } from '../errors';

/** Marks what the silent page says. */
export const silentMessage = 'gatehouse.silent';

/** Loads the address in a hidden frame; resolves with the address of this origin that it ends at. */
export function silentFrame(url: string, timeout: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const frame = document.createElement('iframe');
    frame.hidden = true;
    frame.title = 'Sign-in';
    const finish = (end: () => void) => {
      clearTimeout(timer);
      removeEventListener('message', listen);
      frame.remove();
      end();
    };
    const listen = ({ source, origin, data }: MessageEvent<{ type?: unknown; url?: unknown } | null>) => {
      if (source !== frame.contentWindow || origin !== location.origin || data?.type !== silentMessage) return;
      const { url: answer } = data;
      if (typeof answer === 'string') finish(() => resolve(answer));
    };
    // A page of errors sends no message, and says nothing else to this page either.
    const timer = setTimeout(() => finish(() => reject(new SignInUnavailableError('no answer in time'))), timeout);
    addEventListener('message', listen);
    frame.src = url;
    document.body.append(frame);
  });
}
