import { expect, it } from 'vitest';
import { StripPreset } from '../../../../src-shared/contract/presets.ts';
import { BUILT_IN_PRESETS } from '../../../../src-shared/mixing/presets.ts';
import { findProcessor } from '../../../../src-shared/mixing/processors/registry.ts';
import { en } from '../../../../src-shared/words/en/index.ts';
import { ja } from '../../../../src-shared/words/ja/index.ts';

it.each(BUILT_IN_PRESETS.map((preset) => [preset.id, preset] as const))(
  'the preset %s names processors and parameters that there are, within their ranges',
  (id, preset) => {
    StripPreset.parse({ name: id, entries: preset.entries });
    for (const { processor, version, params } of preset.entries) {
      const specs = new Map(findProcessor(processor, version)?.parameters.map((spec) => [spec.id, spec]));
      expect([...specs.keys()].sort()).toEqual(Object.keys(params).sort());
      for (const [param, value] of Object.entries(params)) {
        expect(value).toBeGreaterThanOrEqual(specs.get(param)!.min);
        expect(value).toBeLessThanOrEqual(specs.get(param)!.max);
      }
    }
    expect(en.processors.presets[id]).toBeDefined();
    expect(ja.processors.presets[id]).toBeDefined();
  },
);
