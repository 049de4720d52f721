import { expect, test } from 'vitest';
import { runtimeMessage } from '../../../../src-main/inference/runtime-message.ts';

const WEBGPU =
  '/onnxruntime_src/onnxruntime/core/providers/webgpu/webgpu_context.cc:136 onnxruntime::webgpu::WebGpuContext::Initialize' +
  '(const onnxruntime::webgpu::WebGpuContextConfig&)::<lambda()> adapter_result.status == ' +
  'wgpu::RequestAdapterStatus::Success was false. ';

test.each([
  [
    `${WEBGPU}Failed to get a WebGPU adapter: No supported adapters`,
    'Failed to get a WebGPU adapter: No supported adapters',
  ],
  [`Exception during initialization: ${WEBGPU}No adapter`, 'Exception during initialization: No adapter'],
  // Nothing but the place is still better than nothing.
  [WEBGPU, WEBGPU],
  [
    'Load model from x.onnx failed:Protobuf parsing failed.',
    'Load model from x.onnx failed:Protobuf parsing failed.',
  ],
  ['first\nsecond', 'first'],
])('%s', (said, shown) => {
  expect(runtimeMessage(new Error(said))).toBe(shown);
  expect(runtimeMessage(said)).toBe(shown);
});
