import type { Words } from '../en/index.ts';

export const stems: Words['stems'] = {
  thisPlayer: 'この奏者',
  withArticle: (name) => name,
  undeclared: (names) => `一覧にない楽器が鳴っているようです（${names.join('または')}の可能性があります）。`,
  undeclaredAdvice:
    'その音の一部は「残り」に、ほかはステムに混ざっています。実際に鳴っている場合は、奏者に追加してもう一度分離してください。',
  likeness: (instrument, probability) => `${instrument}（${probability}）`,
  faint: (player) => `要確認: ${player}の音がほとんど含まれていません`,
  mixed: (text) => `要確認: ${text}ですが、ほかの奏者の音が混ざっている可能性があります`,
  it: (text) => `${text}です。`,
  perhapsNobody: '演奏されていないのかもしれません。試聴するか、この奏者を外して分離し直してください。',
  below: (db) => `最も大きいステムより${db} dB小さい音量です。`,
  expected: (db) => `推定SDRは約${db} dBです。`,
  scale: '数値は、このステムの音のうちその楽器が占める割合の推定値（0～1）です。',
  like: (what) => `${what}らしい音`,
  moreLike: (what) => `${what}に近い音`,
  ownIs: (what) => `指定した楽器: ${what}。`,
  checkMixUp: '奏者が入れ替わっていないか試聴してください。',
  unsure: '何の音か判断できません',
  unsureDetail: '指定した楽器かどうかを判断できません。ステムを試聴してください。',
  silent: 'ほぼ無音',
  silentDetail: '音量が小さすぎて、何の音か判断できません。',
};
