import { task } from '../../../../functions/runtime/index.ts';
import { spin } from './spin.ts';

export const handler = task((rounds: number) => spin(rounds), { kind: 'cpu' });
