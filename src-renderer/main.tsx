import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import * as z from 'zod';
import './styles/tokens.css';
import './styles/base.css';
import './styles/controls.css';
import './styles/forms.css';
import './styles/overlays.css';
import './styles/markdown.css';
import './styles/shell.css';
import './styles/items.css';
import './styles/browser.css';
import './styles/figures.css';
// After the styles that it builds on.
import { App } from './app/App.tsx';
import { startLanguage } from './words/words.ts';

// The Content-Security-Policy allows no compiled code, and zod need not even try.
z.config({ jitless: true });

startLanguage();

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
