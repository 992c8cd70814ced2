import { join } from 'node:path';
import { addGatehouse, newApp } from './app';
import { builtArtifacts } from './artifacts';
import { chosenStage } from './stages/choice';

const app = newApp();
const chosen = (name: string) => app.node.tryGetContext(name) as string | undefined;

addGatehouse(
  app,
  chosenStage(chosen('stage'), {
    compute: chosen('compute'),
    identity: chosen('identity'),
    api: chosen('api'),
    authorizer: chosen('authorizer'),
    targets: chosen('targets'),
    session: chosen('session'),
  }),
  builtArtifacts(join(__dirname, '../../..'), chosen('code') === 'packages' ? 'packages' : 'bundles'),
);
app.synth();
