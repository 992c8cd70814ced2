import { Field as Base } from '@base-ui/react/field';
import { type ComponentProps, type ReactElement } from 'react';

/** A labelled field, with its hint and what is wrong with it. `render`: another element than an input. */
export function Field({
  label,
  hint,
  fault,
  name,
  render,
  ...input
}: {
  label: string;
  hint?: string | undefined;
  fault?: string | undefined;
  name: string;
  render?: ReactElement<Record<string, unknown>>;
} & ComponentProps<'input'>) {
  return (
    <Base.Root name={name} invalid={fault !== undefined} className="field">
      <Base.Label>{label}</Base.Label>
      <Base.Control {...input} {...(render && { render })} />
      {hint !== undefined && <Base.Description className="hint">{hint}</Base.Description>}
      {fault !== undefined && (
        <Base.Error match className="fault">
          {fault}
        </Base.Error>
      )}
    </Base.Root>
  );
}
