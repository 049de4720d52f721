import type { ReactNode } from 'react';

interface Props {
  readonly icon?: ReactNode;
  readonly title: string;
  readonly children: ReactNode;
  readonly action?: ReactNode;
}

/** A page with one thing to say. */
export function Message({ icon, title, children, action }: Props) {
  return (
    <section className="test-welcome" role="status">
      {icon}
      <h1>{title}</h1>
      <p>{children}</p>
      {action}
    </section>
  );
}
