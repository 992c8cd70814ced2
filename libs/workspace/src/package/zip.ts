import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';

// Any fixed time makes the same bytes of the same files; DOS times, the only ones then, are local: no time zone moves them.
const mtime = new Date(1980, 0, 1);

/** A file of an archive. */
export interface ArchivedFile {
  /** Its path in the archive. */
  readonly name: string;
  readonly content: Buffer;
}

/** Writes files into a zip archive; the same files always make the same bytes, on whatever machine and in whatever order. */
export async function writeZip(target: string, files: readonly ArchivedFile[]): Promise<void> {
  const zip = new ZipFile();
  for (const { name, content } of [...files].sort((a, b) => (a.name < b.name ? -1 : 1))) {
    zip.addBuffer(content, name, { mtime, forceDosTimestamp: true, mode: 0o100644, compressionLevel: 9 });
  }
  zip.end();
  await pipeline(zip.outputStream, createWriteStream(target));
}
