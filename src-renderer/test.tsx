import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import * as z from 'zod';
import './styles/tokens.css';
import './styles/base.css';
import './styles/controls.css';
import './styles/forms.css';
import './styles/overlays.css';
import './styles/shell.css';
// After the styles that it builds on.
import { useTheme } from './app/theme.ts';
import { ListeningTest } from './features/listening-test/ListeningTest.tsx';
import { startLanguage, useLanguage } from './words/words.ts';

/** The participant's page of a listening test. It knows nothing of the window and opens no socket. */

// The Content-Security-Policy allows no compiled code, and zod need not even try.
z.config({ jitless: true });

startLanguage();

function Page() {
  useTheme('system');
  useLanguage();
  return <ListeningTest />;
}

const root = document.getElementById('root');
if (root === null) throw new Error('test.html has no #root');
createRoot(root).render(
  <StrictMode>
    <Page />
  </StrictMode>,
);
