import { isFailure, type Failure, type FailureCode } from '../../../src-shared/contract/failure.ts';

const STATUS: Partial<Record<FailureCode, number>> = {
  'call/invalid': 400,
  'call/unauthorised': 403,
  'file/not-found': 404,
  'file/not-granted': 403,
  'file/too-large': 413,
  'file/empty': 400,
  'library/read-only': 403,
  'library/untrusted': 403,
  'disk/full': 507,
};

export const statusOf = (failure: Failure): number => STATUS[failure.code] ?? 500;

/** A failure in the form that the renderer reads. */
export function failureAnswer(failure: Failure, status: number = statusOf(failure)): Response {
  return Response.json(failure.toData(), { status, headers: { 'cache-control': 'no-store' } });
}

/** Responds to a bug without revealing internals; the caller logs it. */
export function bugAnswer(error: unknown): Response {
  if (isFailure(error)) return failureAnswer(error);
  return new Response('Divisi met an internal error', { status: 500 });
}

const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/**
 * Responds to the right code: sets the cookie and reloads through the page itself. A redirect would not work: after a
 * link from another site, the browser omits a strict cookie from the redirected request.
 */
export function welcome(setCookie: string): Response {
  return new Response(
    '<!doctype html><html lang="en"><meta charset="utf-8"><meta http-equiv="refresh" content="0;url=/"><link rel="icon" href="data:,"><title>Divisi</title></html>',
    {
      headers: {
        'content-type': 'text/html; charset=utf-8',
        'cache-control': 'no-store',
        'set-cookie': setCookie,
      },
    },
  );
}

/** An HTML page for visitors who come without the code. */
export function page(status: number, title: string, text: string): Response {
  const head = `<meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">`;
  const html = `<!doctype html><html lang="en">${head}<title>${escape(title)}</title><h1>${escape(title)}</h1><p>${escape(text)}</p></html>`;
  return new Response(html, {
    status,
    headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' },
  });
}
