import { connect } from 'node:net';

/**
 * Sends prepared HTTP/1.1 requests one after the other over one connection, each as soon as the last one is answered,
 * until `next` has no more, and reports each answer's status.
 *
 * autocannon and undici take about as long for a request as the server under test takes to answer it, so that on a small
 * machine they would be what is measured. This one knows no more of HTTP than the answers it is there for: a
 * `Content-Length` and no compression.
 */
export function drive(port: number, next: () => string | undefined, answered: (status: number) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    const send = (): void => {
      const request = next();
      if (request === undefined) socket.end(resolve);
      else socket.write(request, 'latin1');
    };
    let received: Buffer | undefined;
    socket.on('data', (chunk) => {
      received = received === undefined ? chunk : Buffer.concat([received, chunk]);
      const answer = answerIn(received);
      if (answer === undefined) return;
      if (answer.length !== received.length) {
        socket.destroy(new Error('more was answered than was asked'));
        return;
      }
      received = undefined;
      answered(answer.status);
      send();
    });
    socket.once('connect', send);
    socket.once('error', reject);
    socket.once('close', () => reject(new Error('the server closed the connection')));
  });
}

/** The first answer in the bytes, if all of it is there. */
function answerIn(bytes: Buffer): { readonly status: number; readonly length: number } | undefined {
  const end = bytes.indexOf('\r\n\r\n');
  if (end === -1) return undefined;
  const head = bytes.toString('latin1', 0, end);
  const contentLength = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
  if (contentLength === undefined) throw new Error(`an answer without Content-Length:\n${head}`);
  const length = end + 4 + Number(contentLength);
  return length <= bytes.length ? { status: Number(head.slice(9, 12)), length } : undefined;
}
