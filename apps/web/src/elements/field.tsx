import { Field as Base } from '@base-ui/react/field';
import { type ComponentProps } from 'react';

/** A labelled field, with its hint and what is wrong with it. */
export function Field({
  label,
  hint,
  fault,
  name,
  ...input
}: { label: string; hint?: string | undefined; fault?: string | undefined; name: string } & ComponentProps<'input'>) {
  return (
    <Base.Root name={name} invalid={fault !== undefined} className="field">
      <Base.Label>{label}</Base.Label>
      <Base.Control {...input} />
      {hint !== undefined && <Base.Description className="hint">{hint}</Base.Description>}
      {fault !== undefined && (
        <Base.Error match className="fault">
          {fault}
        </Base.Error>
      )}
    </Base.Root>
  );
}
