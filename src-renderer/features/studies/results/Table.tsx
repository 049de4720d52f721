import type { ReactNode } from 'react';

interface Props {
  readonly label: string;
  readonly columns: readonly string[];
  /** The first cell of a row names it. */
  readonly rows: readonly { readonly key: string; readonly cells: readonly ReactNode[] }[];
}

export function Table({ label, columns, rows }: Props) {
  return (
    <div className="studies-scroll" role="group" aria-label={label} tabIndex={0}>
      <table className="studies-table tabular">
        <thead>
          <tr>
            {columns.map((title) => (
              <th key={title} scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, cells: [first, ...others] }) => (
            <tr key={key}>
              <th scope="row">{first}</th>
              {others.map((cell, index) => (
                <td key={index}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** `< 0.001`, or three digits. */
export const pText = (p: number): string => (p < 0.001 ? '< 0.001' : p.toFixed(3));
export const withSign = (p: number): string => (p < 0.001 ? '< 0.001' : `= ${p.toFixed(3)}`);
