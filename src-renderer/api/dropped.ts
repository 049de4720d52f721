/** Collects files from a drop or a picker, recursing into folders. The host checks the file contents. */

const NOT_AUDIO =
  /\.(jpe?g|png|gif|webp|pdf|txt|md|log|cue|m3u8?|nfo|xml|json|html?|docx?|zip|ini|db|mid|midi)$/i;

/** Whether to send a file found in a dropped folder: skips hidden files and obvious non-audio files. */
export function looksLikeAudio(name: string, type: string): boolean {
  if (name.startsWith('.')) return false;
  if (type.startsWith('audio/')) return true;
  return !/^(image|text)\//.test(type) && !NOT_AUDIO.test(name);
}

function readAll(reader: FileSystemDirectoryReader): Promise<FileSystemEntry[]> {
  return new Promise((resolve, reject) => {
    const found: FileSystemEntry[] = [];
    // A directory reader returns entries in batches; an empty batch marks the end.
    const next = (): void => {
      reader.readEntries((portion) => {
        if (portion.length === 0) resolve(found);
        else {
          found.push(...portion);
          next();
        }
      }, reject);
    };
    next();
  });
}

const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile;
const isFolder = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory;

async function walk(entry: FileSystemEntry, nested: boolean): Promise<File[]> {
  if (isFile(entry)) {
    const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject));
    return !nested || looksLikeAudio(file.name, file.type) ? [file] : [];
  }
  if (!isFolder(entry) || entry.name.startsWith('.')) return [];
  const children = await readAll(entry.createReader());
  children.sort((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }));
  const files: File[] = [];
  for (const child of children) files.push(...(await walk(child, true)));
  return files;
}

/**
 * Returns all files of a drop, including those in folders. Call it inside the drop event; the list is empty afterwards.
 */
export function filesOfDrop(transfer: DataTransfer): Promise<File[]> {
  const entries = [...transfer.items]
    .filter((item) => item.kind === 'file')
    .map((item) => item.webkitGetAsEntry());
  const plain = [...transfer.files];
  if (entries.some((entry) => entry === null)) return Promise.resolve(plain);
  return (async () => {
    const files: File[] = [];
    for (const entry of entries) if (entry !== null) files.push(...(await walk(entry, false)));
    return files;
  })();
}
