/**
 * The C++ source line and the condition that onnxruntime puts before what went wrong, as in
 * `/onnxruntime_src/a.cc:136 ns::Init(const T&) x == y was false. No adapter` (`ORT_ENFORCE`, core/common/common.h).
 */
const SOURCE_LINE = /\S+\.(?:cc|cpp|cu|h):\d+ .*? was false\.[ ]*/g;

/** What the runtime says, on one line, without the place in its own source where that does not stand alone. */
export function runtimeMessage(error: unknown): string {
  const line = (error instanceof Error ? error.message : String(error)).split('\n', 1)[0] ?? '';
  return line.replaceAll(SOURCE_LINE, '').trim() || line;
}
