import { describe, expect, it } from 'vitest';
import { undeclaredWords } from '../../../../src-shared/quality/undeclared.ts';
import { en } from '../../../../src-shared/words/en/index.ts';
import { ja } from '../../../../src-shared/words/ja/index.ts';

const horn = { instrument: 'horn', share: 0.04 } as const;
const oboe = { instrument: 'oboe', share: 0.03 } as const;

describe('undeclaredWords', () => {
  it('say nothing where nothing was heard', () => {
    expect(undeclaredWords([], en)).toBeNull();
  });

  it('name the instrument, and no more than two', () => {
    expect(undeclaredWords([horn], en)?.title).toBe(
      'An instrument that nobody declared seems to play: perhaps a horn.',
    );
    const three = undeclaredWords([horn, oboe, { instrument: 'flute', share: 0.02 }], en);
    expect(three?.title).toContain('perhaps a horn or an oboe.');
    expect(three?.advice).toContain('separate again');
  });

  it('speak Japanese', () => {
    expect(undeclaredWords([horn, oboe], ja)?.title).toContain('ホルンまたはオーボエ');
  });
});
