import { KeyRotation } from '../signing-keys/key-rotation.service';
import { type Command } from './command';
import { operatorContext } from './operator';

export const keyCommands: Record<string, Command> = {
  list: (app) => app.get(KeyRotation).list(),
  rotate: (app, [source]) => app.get(KeyRotation).rotate(source, operatorContext()),
  revoke: (app, [kid = '', source]) => app.get(KeyRotation).revoke(kid, source, operatorContext()),
};
