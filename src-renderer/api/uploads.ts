import { MEDIA } from '../../src-shared/contract/contract.ts';
import { Failure } from '../../src-shared/contract/failure.ts';
import { GrantedFile } from '../../src-shared/contract/system.ts';
import { failureOfBody } from './media.ts';

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/**
 * Streams one file to the host. Uses XMLHttpRequest because fetch doesn't report upload progress.
 * @param onProgress receives the number of bytes sent so far
 * @throws Failure
 */
export function upload(
  file: File,
  onProgress: (sentBytes: number) => void,
  signal: AbortSignal,
): Promise<GrantedFile> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const abort = (): void => request.abort();
    const finish = (settle: () => void): void => {
      signal.removeEventListener('abort', abort);
      settle();
    };
    request.open('PUT', `${MEDIA.upload}?${new URLSearchParams({ name: file.name }).toString()}`);
    request.setRequestHeader('content-type', 'application/octet-stream');
    request.upload.addEventListener('progress', (event) => onProgress(event.loaded));
    request.addEventListener('load', () =>
      finish(() => {
        const body = parseJson(request.responseText);
        if (request.status < 200 || request.status >= 300) reject(failureOfBody(body, request.status));
        else {
          const parsed = GrantedFile.safeParse(body);
          if (parsed.success) resolve(parsed.data);
          else reject(new Error('The upload’s answer was not understood', { cause: parsed.error }));
        }
      }),
    );
    request.addEventListener('abort', () =>
      finish(() => reject(new Failure('call/cancelled', 'The upload was cancelled'))),
    );
    request.addEventListener('error', () =>
      finish(() => reject(new Failure('process/died', `The connection broke while “${file.name}” was sent`))),
    );
    signal.addEventListener('abort', abort);
    if (signal.aborted) {
      reject(new Failure('call/cancelled', 'The upload was cancelled'));
      return;
    }
    request.send(file);
  });
}
