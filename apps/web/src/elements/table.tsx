import { type ReactNode, useId } from 'react';

/** A column: what stands above it, and what it says of a row. */
export interface Column<Row> {
  readonly head: string;
  readonly cell: (row: Row) => ReactNode;
}

/**
 * A table whose first column names the row. Where there is no room its rows become cards; the roles are said because a browser forgets
 * them with another `display`.
 */
export function Table<Row>({
  caption,
  columns,
  rows,
  keyOf,
}: {
  caption: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  keyOf: (row: Row) => string;
}) {
  const id = useId();
  return (
    <table role="table" className="table" aria-labelledby={id}>
      <caption id={id}>{caption}</caption>
      <thead role="rowgroup">
        <tr role="row">
          {columns.map(({ head }) => (
            <th key={head} role="columnheader" scope="col">
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {rows.map((row) => (
          <tr key={keyOf(row)} role="row">
            {columns.map(({ head, cell }, index) =>
              index === 0 ? (
                <th key={head} role="rowheader" scope="row" data-head={head}>
                  {cell(row)}
                </th>
              ) : (
                <td key={head} role="cell" data-head={head}>
                  {cell(row)}
                </td>
              ),
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
