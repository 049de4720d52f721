import type { FailureCode } from '../../src-shared/contract/failure.ts';

/** The HTTP status closest to a failure's code; the code itself is sent alongside. */
export function statusOf(code: FailureCode): number {
  switch (code) {
    case 'call/unauthorised':
      return 401;
    case 'file/not-granted':
    case 'library/read-only':
    case 'library/untrusted':
      return 403;
    case 'file/not-found':
    case 'library/not-found':
    case 'job/not-found':
    case 'model/unknown':
    case 'live/no-model':
      return 404;
    case 'project/conflict':
    case 'notes/conflict':
    case 'study/conflict':
    case 'file/exists':
    case 'library/duplicate':
    case 'adapt/busy':
    case 'separation/busy':
    case 'lab/differs':
    case 'live/ended':
      return 409;
    case 'file/too-large':
      return 413;
    case 'call/cancelled':
      return 499;
    case 'library/locked':
      return 423;
    case 'audio/not-ready':
    case 'live/too-slow':
      return 503;
    case 'disk/full':
      return 507;
    case 'process/died':
    case 'internal/error':
    case 'disk/unwritable':
    case 'library/damaged':
    case 'library/no-database':
    case 'library/newer':
    case 'model/load-failed':
    case 'python/missing':
    case 'python/packages':
      return 500;
    case 'call/invalid':
    case 'file/unreadable':
    case 'file/empty':
    case 'file/truncated':
    case 'file/unsupported':
    case 'audio/no-samples':
    case 'audio/not-finite':
    case 'audio/channels':
    case 'audio/sample-rate':
    case 'audio/clips':
    case 'adapt/material':
    case 'model/invalid':
    case 'model/hash-mismatch':
    case 'model/unsupported':
    case 'players/none':
    case 'players/unknown-instrument':
    case 'players/too-many':
    case 'project/invalid':
    case 'notes/invalid':
    case 'notes/does-not-fit':
    case 'notes/none-heard':
    case 'separation/unchanged':
    case 'listener/invalid':
    case 'study/invalid':
    case 'score/invalid':
    case 'score/no-notes':
      return 422;
  }
}
