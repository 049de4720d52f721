import type { Words } from '../en/index.ts';

export const naming: Words['naming'] = {
  title: 'どれが誰ですか？',
  text: (players) =>
    `${players}は音色が似ているため、ステムの名前が入れ替わっていることがあります。それぞれが最もはっきり聞こえる箇所を聴いて、誰のステムかを選んでください。`,
  open: '奏者の名前を付ける…',
  dialog: '奏者の名前を付ける',
  dialogText:
    '各ステムが最もはっきり聞こえる箇所を単独で再生します。別の奏者のものであれば、誰のものかを選んでください。',
  clip: (stem, at) => `ステム「${stem}」、${at}から`,
  at: (at) => `${at}で最もはっきり`,
  looking: (stem) => `${stem}が最もはっきり聞こえる箇所を探しています`,
  silent: '無音',
  whose: (stem) => `ステム「${stem}」を演奏しているのは？`,
  is: (stem, player) => `${stem}は${player}`,
  unchanged: 'どのステムも今の名前のままです。',
  exchanged: 'ステムの新しい版として音が入れ替わります。合計は録音と同じままです。',
  apply: 'この名前にする',
  confirm: 'この名前で正しい',
  applying: 'ステムに名前を付けています',
  named: '奏者の名前を付けました',
  namedText: (hasNotes) =>
    hasNotes
      ? 'ステムは付けた名前になり、音符もそれに合わせて移りました。'
      : 'ステムは付けた名前になりました。',
  undo: '元に戻す',
  again: 'もう一度名前を付ける…',
};
