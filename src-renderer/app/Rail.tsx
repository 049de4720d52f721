import { Boxes, ClipboardList, Ear, LibraryBig, Mic, Settings2, Tags } from 'lucide-react';
import type { ReactNode } from 'react';
import { hrefOfJob } from './job-links.ts';
import { JobsTray } from './JobsTray.tsx';
import { hashOf } from './router.ts';
import type { Route } from './router.ts';
import { words } from '../words/words.ts';

/** The navigation rail: links to the pages, with the jobs tray at the bottom. */
export function Rail({ route }: { readonly route: Route }) {
  const inLibrary = ['library', 'recording', 'compare', 'editor', 'quality', 'similar', 'batch'].includes(
    route.page,
  );
  return (
    <nav className="rail" aria-label="Divisi">
      <div className="rail-mark" aria-hidden="true">
        <svg viewBox="0 0 56 40" width="38" height="28">
          <path d="M4 20h12" stroke="var(--text)" />
          <path d="M16 20c12 0 12-14 24-14h12" stroke="var(--track-0)" />
          <path d="M16 20h36" stroke="var(--track-1)" />
          <path d="M16 20c12 0 12 14 24 14h12" stroke="var(--success)" />
        </svg>
      </div>
      <ul>
        <RailLink route={{ page: 'library' }} current={inLibrary} label={words().shell.library}>
          <LibraryBig size={20} strokeWidth={1.7} aria-hidden="true" />
        </RailLink>
        <RailLink
          route={{ page: 'tags', tag: null }}
          current={route.page === 'tags'}
          label={words().common.tags}
        >
          <Tags size={20} strokeWidth={1.7} aria-hidden="true" />
        </RailLink>
        <RailLink
          route={{ page: 'listeners' }}
          current={route.page === 'listeners' || route.page === 'calibration'}
          label={words().shell.listeners}
        >
          <Ear size={20} strokeWidth={1.7} aria-hidden="true" />
        </RailLink>
        <RailLink route={{ page: 'live' }} current={route.page === 'live'} label={words().live.rail}>
          <Mic size={20} strokeWidth={1.7} aria-hidden="true" />
        </RailLink>
        <RailLink
          route={{ page: 'studies' }}
          current={route.page === 'studies' || route.page === 'study'}
          label={words().studies.rail}
        >
          <ClipboardList size={20} strokeWidth={1.7} aria-hidden="true" />
        </RailLink>
        <RailLink
          route={{ page: 'models' }}
          current={route.page === 'models' || route.page === 'adapt'}
          label={words().shell.models}
        >
          <Boxes size={20} strokeWidth={1.7} aria-hidden="true" />
        </RailLink>
      </ul>
      <div className="rail-spacer" />
      <JobsTray hrefOf={hrefOfJob} />
      <ul>
        <RailLink
          route={{ page: 'settings' }}
          current={route.page === 'settings' || route.page === 'storage'}
          label={words().shell.settings}
        >
          <Settings2 size={20} strokeWidth={1.7} aria-hidden="true" />
        </RailLink>
      </ul>
    </nav>
  );
}

interface LinkProps {
  readonly route: Route;
  readonly current: boolean;
  readonly label: string;
  readonly children: ReactNode;
}

function RailLink({ route, current, label, children }: LinkProps) {
  return (
    <li>
      <a className="rail-item" title={label} href={hashOf(route)} aria-current={current ? 'page' : undefined}>
        <span className="rail-icon">{children}</span>
        <span className="rail-label">{label}</span>
      </a>
    </li>
  );
}
