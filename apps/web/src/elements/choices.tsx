import { useId } from 'react';

/** A group of things to tick. */
export function Choices({
  legend,
  hint,
  fault,
  options,
  chosen,
  onPick,
}: {
  legend: string;
  hint?: string | undefined;
  fault?: string | undefined;
  options: readonly { readonly name: string; readonly detail?: string | undefined }[];
  chosen: readonly string[];
  onPick: (name: string, isChosen: boolean) => void;
}) {
  const id = useId();
  return (
    <fieldset className="choices" aria-describedby={`${id}-hint ${id}-fault`}>
      <legend>{legend}</legend>
      <p id={`${id}-hint`} className="hint" hidden={hint === undefined}>
        {hint}
      </p>
      {options.map(({ name, detail }, index) => (
        <div key={name} className="choice">
          <input
            type="checkbox"
            id={`${id}-${index}`}
            checked={chosen.includes(name)}
            onChange={(event) => onPick(name, event.target.checked)}
            aria-describedby={detail === undefined ? undefined : `${id}-${index}-detail`}
          />
          <label htmlFor={`${id}-${index}`}>{name}</label>
          {detail !== undefined && (
            <span id={`${id}-${index}-detail`} className="hint">
              {detail}
            </span>
          )}
        </div>
      ))}
      <p id={`${id}-fault`} className="fault" hidden={fault === undefined}>
        {fault}
      </p>
    </fieldset>
  );
}
