import { createContext, useContext } from 'react';
import type { Toast } from './feedback.tsx';

/** Shows a toast message; the app provides the implementation. */
export type Notify = (toast: Omit<Toast, 'id'>) => void;

export const NotifyContext = createContext<Notify>(() => {
  throw new Error('No NotifyContext around this component');
});

export const useNotify = (): Notify => useContext(NotifyContext);
