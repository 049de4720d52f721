import { isFailure } from '../../src-shared/contract/failure.ts';

/** The failure that `action` throws; rethrows any other error. */
export function failureOf(action: () => unknown): { code: string; message: string } {
  try {
    action();
  } catch (error) {
    if (isFailure(error)) return { code: error.code, message: error.message };
    throw error;
  }
  throw new Error('nothing failed');
}
