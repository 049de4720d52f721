import { reportGroups } from './report.ts';

export function Report({ data }: { readonly data: Readonly<Record<string, unknown>> }) {
  return (
    <div className="report">
      {reportGroups(data).map((group) => (
        <section key={group.title} aria-label={group.title}>
          <h3>{group.title}</h3>
          <dl>
            {group.lines.map((line, index) => (
              <div key={index}>
                <dt>{line.name}</dt>
                <dd>{line.value}</dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </div>
  );
}
