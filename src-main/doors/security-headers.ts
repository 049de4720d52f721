/**
 * Applies to every response of both doors. Scripts, worklets and workers load only from the program's own files:
 * nothing inline, no eval, no `blob:` code.
 */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "media-src 'self' blob:",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** @param microphone who may ask for a sound input: the window's own page, or nobody */
export const permissionsPolicy = (microphone: 'self' | ''): string =>
  [
    'camera=()',
    'display-capture=()',
    'geolocation=()',
    'hid=()',
    `microphone=(${microphone})`,
    'serial=()',
    'speaker-selection=(self)',
    'usb=()',
  ].join(', ');

/** Cross-origin isolation enables SharedArrayBuffer; the other headers keep responses out of other sites' pages. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
  'cross-origin-resource-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'permissions-policy': permissionsPolicy('self'),
};
