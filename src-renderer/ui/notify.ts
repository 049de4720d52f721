import { createContext, useContext } from 'react';
import type { Toast } from './feedback.tsx';

/** Shows a message at the foot of the window; the program provides it. */
export type Notify = (toast: Omit<Toast, 'id'>) => void;

export const NotifyContext = createContext<Notify>(() => {
  throw new Error('No NotifyContext around this component');
});

export const useNotify = (): Notify => useContext(NotifyContext);
