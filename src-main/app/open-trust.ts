import type { LibraryTrust } from '../library/trust.ts';

/** The trust in the open library, read once so that it does not change during a job. */
export class OpenTrust {
  readonly #notes: LibraryTrust;
  readonly #root: string;
  #isTrusted: boolean;

  constructor(notes: LibraryTrust, root: string) {
    this.#notes = notes;
    this.#root = root;
    this.#isTrusted = notes.isTrusted(root);
  }

  get isTrusted(): boolean {
    return this.#isTrusted;
  }

  /** @throws Failure `disk/unwritable` */
  set(trusted: boolean): void {
    if (trusted) this.#notes.trust(this.#root);
    else this.#notes.revoke(this.#root);
    this.#isTrusted = trusted;
  }
}
