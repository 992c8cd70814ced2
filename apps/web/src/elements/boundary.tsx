import { Component, type PropsWithChildren } from 'react';
import { useWords } from '../words/language';
import { Button } from './button';
import { Page } from './page';

function Broken() {
  const { errors } = useWords();
  return (
    <Page title={errors.title}>
      <p>{errors.unknown}</p>
      <Button onClick={() => location.reload()}>{errors.again}</Button>
    </Page>
  );
}

/** Keeps the header where a page breaks, or where a part of it cannot be loaded after a new version was deployed. */
export class Boundary extends Component<PropsWithChildren, { isBroken: boolean }> {
  override state = { isBroken: false };

  static getDerivedStateFromError() {
    return { isBroken: true };
  }

  override render() {
    return this.state.isBroken ? <Broken /> : this.props.children;
  }
}
